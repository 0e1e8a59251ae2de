using FlowForge.Cli.Settings;

namespace FlowForge.Cli.Tests.Settings;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1000MB", 1_000_000_000)]
    [InlineData("1000 mb", 1_000_000_000)]
    [InlineData("4MiB", 4 << 20)]
    [InlineData("1.5 KiB", 1_536)]
    [InlineData("65,536", 65_536)]
    [InlineData("7B", 7)]
    public void TryParse_Size_IsBytes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("4 parsecs")]
    [InlineData("99999999999TiB")]
    public void TryParse_NoSize_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_537)]
    [InlineData(4 << 20)]
    [InlineData(1_000_000_000)]
    [InlineData(long.MaxValue)]
    public void Format_AnyCount_ReadsBackTheSame(long bytes)
    {
        Assert.True(ByteSize.TryParse(ByteSize.Format(bytes), out long read));
        Assert.Equal(bytes, read);
    }
}
