using FlowForge.Cli.Progress;

namespace FlowForge.Cli.Tests.Progress;

public sealed class ProgressSnapshotTests
{
    [Fact]
    public void ToString_AllKnown_TellsShareRowsRateAndTimeLeft() =>
        Assert.Equal("41 %  98.4 MB of 240.0 MB  1,204,000 rows  49.2 MB/s  0:02 left", Text(98_400_000, 240_000_000, 1_204_000, 2));

    [Fact]
    public void ToString_TotalUnknown_TellsNoShareAndNoTimeLeft() => Assert.Equal("98.4 MB  49.2 MB/s", Text(98_400_000, null, 0, 2));

    [Fact]
    public void ToString_JustStarted_TellsNoRate() => Assert.Equal("0 %  1.0 kB of 240.0 MB", Text(1_000, 240_000_000, 0, 0.1));

    [Fact]
    public void ToString_HoursLeft_TellsHours() => Assert.Equal("0 %  1.0 MB of 10.00 GB  1.0 MB/s  2:46:39 left", Text(1_000_000, 10_000_000_000, 0, 1));

    [Fact]
    public void ToString_MoreReadThanTold_StaysAtAllOfIt() => Assert.StartsWith("100 %", Text(250, 240, 0, 1), StringComparison.Ordinal);

    private static string Text(long bytes, long? total, long rows, double seconds) => new ProgressSnapshot(bytes, total, rows, TimeSpan.FromSeconds(seconds)).ToString();
}
