using FlowForge.Generate.Jobs;

namespace FlowForge.Generate.Tests;

public sealed class UnixCronTests
{
    [Theory]
    [InlineData("0 30 5 ? * MON-FRI", "30 5 * * MON-FRI")]
    [InlineData("0 0 6 * * ?", "0 6 * * *")]
    [InlineData("0 0/15 8-17 ? * 2-6", "0-59/15 8-17 * * MON-FRI")]
    [InlineData("0 0 0 1 JUL ?", "0 0 1 JUL *")]
    [InlineData("0 0 12 ? * WED *", "0 12 * * WED")]
    [InlineData("30 0 6 * * ?", null)]
    [InlineData("0 0 6 L * ?", null)]
    [InlineData("0 0 6 15W * ?", null)]
    [InlineData("0 0 6 ? * 6#3", null)]
    [InlineData("0 0 6 * * ? 2030", null)]
    public void Of_Quartz_IsTheSameOrNothing(string quartz, string? expected) => Assert.Equal(expected, UnixCron.Of(quartz));
}
