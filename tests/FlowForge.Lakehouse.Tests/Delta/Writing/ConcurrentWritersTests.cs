using System.Collections.Concurrent;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Writers at one time against the order in which their commits came to stand.</summary>
public sealed class ConcurrentWritersTests(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const int WritesEach = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Writers_RandomOperationsAtOneTime_EqualSomeSerialOrder(int seed)
    {
        output.WriteLine($"seed {seed}");
        using var scratch = new ScratchTable();
        scratch.Writer.Create(new NewTable { Rows = "SELECT i AS id, 0::BIGINT AS n FROM range(8) t(i)" });
        var committed = new ConcurrentDictionary<long, Operation>();
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer => Work(scratch.Table.Store.Root, new Random(seed * 100 + writer), writer, committed));

        var model = Enumerable.Range(0, 8).Select(id => (Id: (long)id, N: 0L)).ToList();
        long last = scratch.Table.Latest().Version;
        for (long version = 1; version <= last; version++)
        {
            model = committed[version].Apply(model);
            Assert.Equal(model.Order().Select(row => $"{row.Id}|{row.N}"), scratch.Rows(version));
        }
        Assert.Equal(committed.Count, last);
    }

    private static void Work(string root, Random random, int writer, ConcurrentDictionary<long, Operation> committed)
    {
        using DuckDbDatabase engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        using DuckDbConnection connection = engine.Connect();
        var delta = new DeltaWriter(new DeltaTable(new LocalTableStore(root), engine), connection, ScratchTable.Options);
        for (int i = 0; i < WritesEach; i++)
        {
            var operation = new Operation(random.Next(4), random.Next(8), 1_000 + writer * 100 + i);
            WriteResult result = operation.Kind switch
            {
                0 => delta.Append($"SELECT {operation.Value}::BIGINT AS id, {operation.Target}::BIGINT AS n"),
                1 => delta.Delete(new RowCondition($"id % 8 = {operation.Target} AND n > 0")),
                2 => delta.Update(new Dictionary<string, string> { ["n"] = $"n * 2 + {operation.Value}" }, new RowCondition($"id % 8 = {operation.Target}")),
                _ => delta.Optimize(),
            };
            if (result.IsNew) Assert.True(committed.TryAdd(result.Version, operation));
        }
    }

    private sealed record Operation(int Kind, int Target, long Value)
    {
        internal List<(long Id, long N)> Apply(List<(long Id, long N)> rows) => Kind switch
        {
            0 => [.. rows, (Value, Target)],
            1 => [.. rows.Where(row => row.Id % 8 != Target || row.N <= 0)],
            2 => [.. rows.Select(row => row.Id % 8 == Target ? (row.Id, row.N * 2 + Value) : row)],
            _ => rows,
        };
    }
}
