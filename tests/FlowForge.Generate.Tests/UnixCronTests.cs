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
    [InlineData("0 5,35 0/6 * 1-3 ?", "5,35 0-23/6 * JAN-MAR *")]
    [InlineData("0 */20 * ? * mon,fri", "0-59/20 * * * MON,FRI")]
    [InlineData("0 /30 * * * ?", "0-59/30 * * * *")]
    [InlineData("0 0 6 ? * 2-6/2", "0 6 * * MON,WED,FRI")]
    [InlineData("0 0 6 ? * 1/3", "0 6 * * SUN,WED,SAT")]
    [InlineData("0 0 22-4 ? * FRI-MON", "0 22,23,0,1,2,3,4 * * FRI,SAT,SUN,MON")]
    [InlineData("0 0 6 1 NOV-FEB ?", "0 6 1 NOV,DEC,JAN,FEB *")]
    [InlineData("0 0 6 1 2/5 ?", "0 6 1 FEB,JUL,DEC *")]
    [InlineData("30 0 6 * * ?", null)]
    [InlineData("0 0 6 L-3 * ?", null)]
    [InlineData("0 0 6 LW * ?", null)]
    [InlineData("0 0 6 ? * 6L", null)]
    [InlineData("0 0 6 ? * FRIL", null)]
    [InlineData("0 0 6 L * ?", null)]
    [InlineData("0 0 6 15W * ?", null)]
    [InlineData("0 0 6 ? * 6#3", null)]
    [InlineData("0 0 6 * * ? 2030", null)]
    public void Of_Quartz_IsTheSameOrNothing(string quartz, string? expected) => Assert.Equal(expected, UnixCron.Of(quartz));
}
