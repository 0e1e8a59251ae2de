using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Tests.Expressions;

public sealed class DatePatternTests
{
    private const string EitherTime = "M/d/yyyy[ h:m[:s[.SSSSSS]][ ]a][ H:m[:s]]";

    /// <summary>As java.time has sections in brackets: one that does not fit is passed over.</summary>
    [Theory]
    [InlineData("1/31/2024", 0)]
    [InlineData("1/31/2024 5:05 PM", (17 * 60 + 5) * 60)]
    [InlineData("1/31/2024 12:30:15am", 30 * 60 + 15)]
    [InlineData("1/31/2024 17:05", (17 * 60 + 5) * 60)]
    [InlineData("1/31/2024 7:05:06", (7 * 60 + 5) * 60 + 6)]
    [InlineData("1/31/2024 7:05:06 x", null)]
    [InlineData("1/31/2024 ", null)]
    public void Parse_OptionalSections_TakeWhatFits(string text, int? seconds)
    {
        long day = new DateOnly(2024, 1, 31).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        Assert.Equal(seconds is { } time ? (day * 86_400 + time) * 1_000_000 : null, DatePattern.Of(EitherTime).Parse(text)?.Local);
    }
}
