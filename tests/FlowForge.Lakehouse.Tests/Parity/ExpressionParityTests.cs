using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Every recorded expression, with ANSI on and off: Spark's values and Spark's types.</summary>
public sealed class ExpressionParityTests(ITestOutputHelper output)
{
    [Fact]
    public void Expressions_RecordedFromSpark_AreAnsweredAlike()
    {
        List<ExpressionOutcome> outcomes = [];
        foreach (ExpressionCase recorded in ParityFolder.Expressions())
        {
            using var run = new ExpressionRun(recorded);
            outcomes.AddRange(run.Run());
        }
        string report = string.Join('\n', outcomes.Where(outcome => outcome.Outcome != Outcome.Equal).Select(outcome => $"{outcome.Outcome}: {outcome.Case.Name}{(outcome.Case.Ansi ? " (ansi)" : "")}: {outcome.Expression}: {outcome.Detail}"));
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("FLOWFORGE_PARITY_REPORT") is { Length: > 0 } file) File.WriteAllText(file, report);
        int equal = Count(outcomes, Outcome.Equal), otherwise = Count(outcomes, Outcome.DefinedOtherwise), missing = Count(outcomes, Outcome.NotInTheLanguage);
        string summary = $"expressions: {equal} equal / {otherwise} defined otherwise / {missing} not in the language";
        output.WriteLine(summary);
        Console.WriteLine(summary);
        bool counted = Environment.GetEnvironmentVariable("FLOWFORGE_PARITY_CASES") is not { Length: > 0 } || outcomes.Count == Documented("of");
        Assert.True(equal >= (counted ? Documented("equal") : 0.97 * outcomes.Count), summary);
    }

    /// <summary>A number of the table in docs/reference/expressions.md. It only ever rises.</summary>
    private static int Documented(string row)
    {
        string line = File.ReadLines(Path.Combine(ParityFolder.RepositoryRoot, "docs", "reference", "expressions.md")).First(line => line.StartsWith($"| {row} |", StringComparison.Ordinal));
        return int.Parse(line.Split('|')[2].Trim().Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int Count(List<ExpressionOutcome> outcomes, Outcome sought) => outcomes.Count(outcome => outcome.Outcome == sought);
}
