using FlowForge.Storage.Places;

namespace FlowForge.Storage.Tests.Places;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("in/*.csv", "in/a.csv", true)]
    [InlineData("in/*.csv", "in/deep/a.csv", false)]
    [InlineData("in/**/*.csv", "in/a.csv", true)]
    [InlineData("in/**/*.csv", "in/deep/er/a.csv", true)]
    [InlineData("**/x/**", "a/x/b/c", true)]
    [InlineData("a?c*d", "abcxxd", true)]
    [InlineData("a?c*d", "acxxd", false)]
    [InlineData("*a*b*a*", "xxbaabxxayy", true)]
    [InlineData("in/*.csv", "in/A.CSV", false)]
    public void IsMatch_PatternAndPath_AsInAShell(string pattern, string path, bool expected) => Assert.Equal(expected, new GlobPattern(pattern).IsMatch(path));

    [Theory]
    [InlineData("in/2026/*.csv", "in/2026/")]
    [InlineData("*.csv", "")]
    [InlineData("in/**/a.csv", "in/")]
    public void FixedPrefix_Pattern_IsTheFolderToList(string pattern, string expected) => Assert.Equal(expected, GlobPattern.FixedPrefix(pattern));

    [Fact]
    public void IsMatch_ManyStars_EndsSoon() => Assert.False(new GlobPattern(string.Concat(Enumerable.Repeat("*a", 50)) + "b").IsMatch(new string('a', 5_000)));
}
