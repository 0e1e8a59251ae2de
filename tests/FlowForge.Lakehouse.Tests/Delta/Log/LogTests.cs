using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Log;

public sealed class LogTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public LogTests()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id" });
        for (int i = 1; i <= 3; i++) _scratch.Writer.Append($"SELECT {i} AS id");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_TornCommit_NamesFileAndLine()
    {
        byte[] whole = File.ReadAllBytes(Commit(2));
        File.WriteAllBytes(Commit(2), whole[..^20]);
        InputException torn = Assert.Throws<InputException>(() => _scratch.Table.Latest());
        Assert.Equal("delta-log-corrupt", torn.Diagnostic.Id);
        Assert.EndsWith("00000000000000000002.json", torn.Diagnostic.Where.File);
        Assert.Equal(2, torn.Diagnostic.Where.Line);
        Assert.Equal(["0", "1"], _scratch.Rows(version: 1));
    }

    [Fact]
    public void Read_MissingCommit_NamesIt()
    {
        File.Delete(Commit(1));
        InputException gap = Assert.Throws<InputException>(() => _scratch.Table.Latest());
        Assert.Equal("delta-log-gap", gap.Diagnostic.Id);
        Assert.EndsWith("00000000000000000001.json", gap.Diagnostic.Where.File);
    }

    [Fact]
    public void History_MissingCommitInTheMiddle_NamesItThoughACheckpointCarriesIt()
    {
        for (int i = 4; i <= 11; i++) _scratch.Writer.Append($"SELECT {i} AS id");
        DateTimeOffset[] times = [.. _scratch.Table.History().Select(entry => entry.Timestamp)];
        File.Delete(Commit(5));
        Assert.Equal(12, _scratch.Rows().Length);
        Assert.EndsWith("00000000000000000005.json", Assert.Throws<InputException>(() => _scratch.Table.History()).Diagnostic.Where.File);
        Assert.Equal("delta-log-gap", Assert.Throws<InputException>(() => _scratch.Table.At(times[5])).Diagnostic.Id);
        Assert.Equal(11, _scratch.Table.At(times[11]).Version);
        Assert.Equal(3, _scratch.Table.At(times[3]).Version);
    }

    [Fact]
    public void History_CommitsThatWereCleanedUp_AreNoHole()
    {
        for (int i = 4; i <= 11; i++) _scratch.Writer.Append($"SELECT {i} AS id");
        for (int i = 0; i < 4; i++) File.Delete(Commit(i));
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], _scratch.Table.History().Select(entry => entry.Version));
    }

    [Fact]
    public void Read_CompactedCommits_StandForMissingOnes()
    {
        File.WriteAllText(Path.Combine(Log, "00000000000000000001.00000000000000000002.compacted.json"), string.Concat(((int[])[1, 2]).Select(version => string.Concat(File.ReadLines(Commit(version)).Where(line => line.StartsWith("{\"add\"")).Select(line => line + "\n")))));
        File.Delete(Commit(1));
        File.Delete(Commit(2));
        Assert.Equal(["0", "1", "2", "3"], _scratch.Rows());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"version":99,"size":1}""")]
    [InlineData("")]
    public void Read_WrongHintOfTheLastCheckpoint_IsNotAsked(string hint)
    {
        File.WriteAllText(Path.Combine(Log, "_last_checkpoint"), hint);
        Assert.Equal(["0", "1", "2", "3"], _scratch.Rows());
    }

    [Fact]
    public void Read_TornCheckpointWithAllCommits_GoesWithoutIt()
    {
        File.WriteAllText(Path.Combine(Log, "00000000000000000002.checkpoint.parquet"), "PAR1 torn");
        Assert.Equal(["0", "1", "2", "3"], _scratch.Rows());
        File.Delete(Commit(0));
        InputException torn = Assert.Throws<InputException>(() => _scratch.Table.Latest());
        Assert.EndsWith("00000000000000000002.checkpoint.parquet", torn.Diagnostic.Where.File);
    }

    [Fact]
    public void At_Time_IsTheVersionThatWasTheNewestThen()
    {
        DateTimeOffset start = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
        foreach ((int version, int minutes) in (ReadOnlySpan<(int, int)>)[(0, 0), (1, 10), (2, 5), (3, 20)]) File.SetLastWriteTimeUtc(Commit(version), start.AddMinutes(minutes).UtcDateTime);
        Assert.Equal(0, _scratch.Table.At(start.AddMinutes(9)).Version);
        Assert.Equal(1, _scratch.Table.At(start.AddMinutes(10)).Version);
        // Its file is older than the one before, so it counts as a millisecond younger than that.
        Assert.Equal(2, _scratch.Table.At(start.AddMinutes(10).AddMilliseconds(1)).Version);
        Assert.Equal(3, _scratch.Table.At(start.AddMinutes(20)).Version);
        foreach (DateTimeOffset outside in (DateTimeOffset[])[start.AddSeconds(-1), start.AddMinutes(21)])
            Assert.Equal("delta-no-such-version", Assert.Throws<InputException>(() => _scratch.Table.At(outside)).Diagnostic.Id);
    }

    [Fact]
    public void Write_ManyAtOneName_OneWinsAndNothingElseIsSeen()
    {
        int won = 0;
        Parallel.For(0, 16, i =>
        {
            if (_scratch.Table.Store.TryCreate("_delta_log/00000000000000000004.json", [.. Enumerable.Repeat((byte)('a' + i), 100_000)])) Interlocked.Increment(ref won);
        });
        Assert.Equal(1, won);
        Assert.Single(File.ReadAllBytes(Commit(4)).Distinct());
        Assert.Empty(Directory.GetFiles(Log, ".*"));
    }

    [Fact]
    public void Write_TwoAtOneNameManyTimes_NeverBothWin()
    {
        // Both begin at one signal: a look at the name and a rename after it would let both through now and then.
        for (int round = 4; round < 400; round++)
        {
            int won = 0;
            using var start = new Barrier(2);
            Parallel.Invoke(() => Take(round), () => Take(round));
            Assert.Equal(1, won);

            void Take(int version)
            {
                start.SignalAndWait(TimeSpan.FromSeconds(10));
                if (_scratch.Table.Store.TryCreate($"_delta_log/{version:D20}.json", [1])) Interlocked.Increment(ref won);
            }
        }
    }

    [Theory]
    [InlineData("file:///a/b%20c", "/a/b c")]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("x=a%253D/p%2520q", "x=a%3D/p%20q")]
    public void Decode_AnyForm_IsThePath(string written, string path) => Assert.Equal(path, DataPath.Decode(written));

    [Theory]
    [InlineData("x=a%3Db/é ?#.parquet")]
    [InlineData("plain-c000.snappy.parquet")]
    public void Encode_AnyPath_ComesBack(string path) => Assert.Equal(path, DataPath.Decode(DataPath.Encode(path)));

    private string Log => Path.Combine(_scratch.Table.Store.Root, "_delta_log");

    private string Commit(int version) => Path.Combine(Log, $"{version:D20}.json");
}
