using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>Lists of the log that were taken while others committed or cleaned up.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public ListingTests()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        for (int id = 1; id <= 5; id++) _scratch.Writer.Append($"SELECT {id} AS id");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_AListThatLacksANameOfTheMiddle_IsTakenOnceMore()
    {
        ForgetfulStore store = Store((list, version) => list > 1 || version != 3);
        Snapshot snapshot = Over(store).Latest();
        Assert.Equal(5, snapshot.Version);
        Assert.Equal(6, snapshot.Files.Count);
        Assert.Equal(2, store.Lists);
    }

    [Fact]
    public void Read_WritersThatGoOnCommitting_IsNotTakenForADamagedLog()
    {
        // Each list has one name more, and lacks the next one though it has the last.
        ForgetfulStore store = Store((list, version) => version <= list || version == 5);
        Snapshot snapshot = Over(store).Latest();
        Assert.Equal(5, snapshot.Version);
        Assert.Equal(4, store.Lists);
    }

    [Fact]
    public void Read_ANameThatStaysAway_IsMissing()
    {
        ForgetfulStore store = Store((_, version) => version != 3);
        InputException missing = Assert.Throws<InputException>(() => Over(store).Latest());
        Assert.Equal("delta-log-gap", missing.Diagnostic.Id);
        Assert.EndsWith("_delta_log/00000000000000000003.json", missing.Diagnostic.Where.File, StringComparison.Ordinal);
        Assert.Equal(2, store.Lists);
    }

    [Fact]
    public void ReadChangesAndOldVersions_AListThatLacksAName_IsTakenOnceMore()
    {
        using DeltaRelation changes = Over(Store((list, version) => list > 1 || version != 4)).Changes(3);
        Assert.Equal(3, _scratch.Texts(changes.Sql).Length);
        Assert.Equal(5, Over(Store((list, version) => list > 1 || version != 2)).At(4).Files.Count);
    }

    [Fact]
    public void Write_AListThatLacksAName_CommitsAllTheSame()
    {
        var writer = new DeltaWriter(Over(Store((list, version) => list > 1 || version != 3)), _scratch.Connection, ScratchTable.Options);
        Assert.Equal(6, writer.Append("SELECT 6 AS id").Version);
        Assert.Equal(7, _scratch.Rows().Length);
    }

    private ForgetfulStore Store(Func<int, long, bool> shows) =>
        new(_scratch.Table.Store, (list, name) => LogFileName.Parse(name) is not LogFileName.Commit commit || shows(list, commit.Version));

    private DeltaTable Over(ForgetfulStore store) => new(store, _scratch.Engine);
}
