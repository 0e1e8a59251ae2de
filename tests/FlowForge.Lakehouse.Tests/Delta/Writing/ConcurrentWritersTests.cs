using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Faults;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Writers at one time against the order in which their commits came to stand.</summary>
public sealed class ConcurrentWritersTests(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const int WritesEach = 6;

    [Theory]
    [InlineData(1, "Serializable")]
    [InlineData(2, "Serializable")]
    [InlineData(3, "WriteSerializable")]
    [InlineData(4, null)]
    public void Writers_RandomOperationsAtOneTime_EqualSomeSerialOrder(int seed, string? isolation)
    {
        output.WriteLine($"seed {seed}");
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = TableOperation.FirstRows, Properties = isolation is null ? [] : new Dictionary<string, string> { ["delta.isolationLevel"] = isolation } });
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer => Work(scratch.Table.Store.Root, new Random(seed * 100 + writer), writer));
        foreach ((HistoryEntry entry, IReadOnlyList<ModelRow> rows) in TableOperation.Replay(scratch.Table))
        {
            Assert.Equal(rows.Select(row => $"{row}").Order(StringComparer.Ordinal), scratch.Rows(entry.Version).Order(StringComparer.Ordinal));
            Assert.Equal(entry.Operation == "OPTIMIZE" ? "SnapshotIsolation" : isolation ?? "WriteSerializable", entry.Info!.IsolationLevel);
        }
    }

    [Theory]
    [InlineData("Serializable", "n + 1", "1|1")]
    [InlineData("WriteSerializable", "n + 1", "1|0")]
    public void Update_RowAppendedMeanwhile_IsSeenWhereTheTableAsksForIt(string isolation, string value, string appended)
    {
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id, 0 AS n", Properties = new Dictionary<string, string> { ["delta.isolationLevel"] = isolation } });
        var other = new DeltaWriter(scratch.Table, scratch.Engine.Connect(), ScratchTable.Options);
        var store = new InterruptedStore(scratch.Table.Store, () => other.Append("SELECT 1 AS id, 0 AS n"));
        var writer = new DeltaWriter(new DeltaTable(store, scratch.Engine), scratch.Connection, ScratchTable.Options);
        writer.Update(new Dictionary<string, string> { ["n"] = value }, new RowCondition("true"));
        Assert.Equal(["0|1", appended], scratch.Rows());
    }

    private static void Work(string root, Random random, int writer)
    {
        using DuckDbDatabase engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        using DuckDbConnection connection = engine.Connect();
        var delta = new DeltaWriter(new DeltaTable(new LocalTableStore(root), engine), connection, ScratchTable.Options);
        for (int i = 0; i < WritesEach; i++) TableOperation.Next(random, writer * 100 + i).Do(delta);
    }
}
