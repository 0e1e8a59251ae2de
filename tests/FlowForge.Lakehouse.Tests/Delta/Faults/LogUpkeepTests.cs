using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;
using FlowForge.Lakehouse.Tests.Execution;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>What is written beside the commits: checkpoints, their hint, and the log's end.</summary>
public sealed class LogUpkeepTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void CleanUp_OldCommits_GoOnceACheckpointCarriesThem()
    {
        Create(("delta.checkpointInterval", "5"), ("delta.logRetentionDuration", "interval 2 days"));
        Append(1, 9);
        Age(0, 9, days: 3);
        Age("00000000000000000005.checkpoint.parquet", days: 3);
        // What is no file of the log's stays, however old it is.
        File.WriteAllText(Path.Combine(Log, "notes.txt"), "ours");
        Age("notes.txt", days: 3);
        foreach (string old in (string[])["00000000000000000004.crc", ".00000000000000000004.json.0123456789ab.tmp"])
        {
            File.WriteAllText(Path.Combine(Log, old), "{}");
            Age(old, days: 3);
        }
        Append(10, 10);
        // Version 9 is too old and before the checkpoint at 10; nothing younger needs what came before.
        Assert.Equal(["00000000000000000010.checkpoint.parquet", "00000000000000000010.json", "_last_checkpoint", "notes.txt"], Names());
        Assert.Equal(11, _scratch.Rows().Length);
        Assert.Equal("delta-no-such-version", Assert.Throws<InputException>(() => _scratch.Table.At(9)).Diagnostic.Id);
        Append(11, 12);
        Assert.Equal(13, _scratch.Rows().Length);
    }

    [Fact]
    public void CleanUp_VersionsThatAreYoungEnough_CanStillBeRead()
    {
        Create(("delta.checkpointInterval", "5"), ("delta.logRetentionDuration", "interval 2 days"));
        Append(1, 9);
        Age(0, 6, days: 3);
        Append(10, 10);
        // Version 7 is kept, and the checkpoint at 5 is what it is built from.
        Assert.Equal("00000000000000000005.checkpoint.parquet", Names()[0]);
        Assert.Equal(8, _scratch.Rows(version: 7).Length);
    }

    [Fact]
    public void CleanUp_SwitchedOff_LeavesEverything()
    {
        Create(("delta.checkpointInterval", "5"), ("delta.logRetentionDuration", "interval 1 second"), ("delta.enableExpiredLogCleanup", "false"));
        Append(1, 4);
        Age(0, 4, days: 3);
        Append(5, 5);
        Assert.Single(_scratch.Rows(version: 0));
    }

    [Fact]
    public void Checkpoint_WriterKilledAtEachWriteOfIt_LeavesATableThatReadsAndIsWritten()
    {
        for (int writes = 0; writes < 8; writes++)
        {
            using var scratch = new ScratchTable();
            scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { ["delta.checkpointInterval"] = "2" } });
            scratch.Writer.Append("SELECT 1 AS id");
            var dying = new DeltaWriter(new DeltaTable(new DyingStore(scratch.Table.Store, new Lifetime(writes)), scratch.Engine), scratch.Connection, ScratchTable.Options);
            Exception? death = Record.Exception(() => dying.Append("SELECT 2 AS id"));
            bool isCommitted = File.Exists(Path.Combine(scratch.Table.Store.Root, "_delta_log", "00000000000000000002.json"));
            // What follows a commit may fail without the write failing.
            Assert.True(isCommitted || death is not null);
            Assert.Equal(isCommitted ? 3 : 2, scratch.Rows().Length);
            scratch.Writer.Append("SELECT 3 AS id");
            scratch.Writer.Append("SELECT 4 AS id");
            Assert.Equal(isCommitted ? 5 : 4, scratch.Rows().Length);
        }
    }

    [Theory]
    [InlineData("00000000000000000003.checkpoint.0000000001.0000000002.parquet", "half of a checkpoint in parts")]
    [InlineData("00000000000000000003.checkpoint.parquet", "PAR1")]
    [InlineData("00000000000000000003.checkpoint.parquet", "")]
    [InlineData("_last_checkpoint", """{"version":3,"size":9,"par""")]
    [InlineData(".00000000000000000004.json.0123456789ab.tmp", "{\"add\":")]
    public void Read_WhatAKilledWriterLeft_IsPassedOver(string name, string content)
    {
        Create();
        Append(1, 3);
        File.WriteAllText(Path.Combine(Log, name), content);
        Assert.Equal(4, _scratch.Rows().Length);
        Append(4, 10);
        Assert.Equal(11, _scratch.Rows().Length);
        Assert.Contains("\"version\":10", File.ReadAllText(Path.Combine(Log, "_last_checkpoint")), StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_InCommitTimestamps_GrowThoughTheClockGoesBack()
    {
        DateTimeOffset noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] clock = [noon, noon.AddHours(-1), noon, noon.AddHours(1)];
        for (int i = 0; i < clock.Length; i++)
        {
            var writer = new DeltaWriter(_scratch.Table, _scratch.Connection, ScratchTable.Options with { Clock = new FixedClock(clock[i]) });
            if (i == 0) writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = new Dictionary<string, string> { ["delta.enableInCommitTimestamps"] = "true" } });
            else writer.Append($"SELECT {i} AS id");
        }
        // The commit's first action tells its time, whatever the file's is.
        Age(0, 3, days: 100);
        Assert.Equal([noon, noon.AddMilliseconds(1), noon.AddMilliseconds(2), noon.AddHours(1)], _scratch.Table.History().Select(entry => entry.Timestamp));
        for (int i = 0; i < clock.Length; i++) Assert.StartsWith("{\"commitInfo\":{\"inCommitTimestamp\":", File.ReadAllText(Path.Combine(Log, Name(i))), StringComparison.Ordinal);
        Assert.Equal(1, _scratch.Table.At(noon.AddMilliseconds(1)).Version);
        Assert.Equal(2, _scratch.Table.At(noon.AddMinutes(59)).Version);
        Assert.Contains("inCommitTimestamp", _scratch.Table.Latest().Protocol.WriterFeatures!);
    }

    private string Log => Path.Combine(_scratch.Table.Store.Root, LogFileName.Folder);

    private string[] Names() => [.. Directory.GetFiles(Log).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Name(int version) => version.ToString(CultureInfo.InvariantCulture).PadLeft(20, '0') + ".json";

    private void Create(params (string Name, string Value)[] properties) =>
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id", Properties = properties.ToDictionary(property => property.Name, property => property.Value) });

    private void Append(int first, int last)
    {
        for (int i = first; i <= last; i++) _scratch.Writer.Append($"SELECT {i} AS id");
    }

    private void Age(int first, int last, int days)
    {
        for (int version = first; version <= last; version++) Age(Name(version), days);
    }

    private void Age(string name, int days) => File.SetLastWriteTimeUtc(Path.Combine(Log, name), File.GetLastWriteTimeUtc(Path.Combine(Log, name)).AddDays(-days));

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
