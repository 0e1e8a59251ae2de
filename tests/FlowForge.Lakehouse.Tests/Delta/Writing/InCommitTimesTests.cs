using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>A table that is restored across the version from which its commits tell their own times.</summary>
public sealed class InCommitTimesTests : IDisposable
{
    private const string IsOn = "delta.enableInCommitTimestamps", BegunVersion = "delta.inCommitTimestampEnablementVersion", BegunTime = "delta.inCommitTimestampEnablementTimestamp";

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Restore_ToAVersionWithoutThem_WritesNone()
    {
        CreateOff();
        Turn(on: true, 1);
        _scratch.Writer.Append("SELECT 2 AS id");
        Assert.Equal("1", Property(BegunVersion));
        _scratch.Writer.Restore(0);
        Assert.Equal((null, null, null), (Property(IsOn), Property(BegunVersion), Property(BegunTime)));
        Assert.Null(TimeOf(3));
        _scratch.Writer.Append("SELECT 4 AS id");
        Assert.Null(TimeOf(4));
        CheckTimes();
    }

    [Fact]
    public void Restore_ToAVersionWithThemFromOneWithout_BeginsAnew()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { [IsOn] = "true" } });
        Assert.Null(Property(BegunVersion));
        Turn(on: false, 1);
        _scratch.Writer.Append("SELECT 2 AS id");
        Assert.Null(TimeOf(2));
        _scratch.Writer.Restore(0);
        Assert.Equal(("true", "3", $"{TimeOf(3)}"), (Property(IsOn), Property(BegunVersion), Property(BegunTime)));
        _scratch.Writer.Append("SELECT 4 AS id");
        Assert.NotNull(TimeOf(4));
        CheckTimes();
    }

    [Fact]
    public void Restore_BetweenVersionsThatBothHaveThem_KeepsTheBeginningThatHoldsNow()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { [IsOn] = "true" } });
        Turn(on: false, 1);
        _scratch.Writer.Append("SELECT 2 AS id");
        _scratch.Writer.Restore(0);
        string? begun = Property(BegunTime);
        _scratch.Writer.Append("SELECT 4 AS id");
        _scratch.Writer.Restore(0);
        // Version 2 has no time of its own, so that readers may not look for one.
        Assert.Equal(("true", "3", begun), (Property(IsOn), Property(BegunVersion), Property(BegunTime)));
        CheckTimes();
    }

    private void CheckTimes()
    {
        DateTimeOffset[] times = [.. _scratch.Table.History().Select(entry => entry.Timestamp)];
        Assert.Equal(times.Distinct().Order(), times);
        Assert.Equal(Enumerable.Range(0, times.Length).Select(version => (long)version), times.Select(time => _scratch.Table.At(time).Version));
    }

    private void CreateOff() => _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { ["delta.feature.inCommitTimestamp"] = "supported" } });

    /// <summary>Another writer turns them on or off.</summary>
    private void Turn(bool on, long version)
    {
        DeltaAction.Metadata metadata = _scratch.Table.Latest().Metadata;
        var properties = new Dictionary<string, string>(metadata.Configuration) { [IsOn] = on ? "true" : "false" };
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        if (on) (properties[BegunVersion], properties[BegunTime]) = ($"{version}", $"{now}");
        string info = on ? $$$"""{"commitInfo":{"inCommitTimestamp":{{{now}}},"timestamp":{{{now}}},"operation":"SET TBLPROPERTIES"}}""" : $$$"""{"commitInfo":{"timestamp":{{{now}}},"operation":"SET TBLPROPERTIES"}}""";
        byte[] content = [.. System.Text.Encoding.UTF8.GetBytes(info + "\n"), .. ActionWriter.Write([metadata with { Configuration = properties }])];
        Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(version), content));
    }

    private string? Property(string name) => _scratch.Table.Latest().Property(name);

    private long? TimeOf(long version) => _scratch.Commit(version).OfType<DeltaAction.CommitInfo>().Single().InCommitTimestamp;
}
