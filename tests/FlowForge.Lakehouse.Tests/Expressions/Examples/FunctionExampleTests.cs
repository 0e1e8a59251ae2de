using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.Tests.Parity;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Expressions.Examples;

/// <summary>An example or more of each function that recordings may lack, <c>expression ==&gt; answer</c> a line of <c>examples.txt</c>.</summary>
/// <remarks>Written by hand after the functions' descriptions. They keep our answers from changing unseen, and are no proof of Spark's: that is what the parity suite holds.</remarks>
public sealed class FunctionExampleTests(ITestOutputHelper output)
{
    private const string Arrow = " ==> ";

    [Fact]
    public void Expression_OfEachExample_GivesTheAnswerBesideIt()
    {
        string file = Path.Combine(ParityFolder.RepositoryRoot, "tests", "FlowForge.Lakehouse.Tests", "Expressions", "Examples", "examples.txt");
        string[] lines = [.. File.ReadAllLines(file).Where(line => line.Contains(Arrow, StringComparison.Ordinal))];
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        DuckDbSql.Install(connection);
        List<string> wrong = [];
        foreach (string line in lines)
        {
            int arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
            (string expression, string expected) = (line[..arrow], line[(arrow + Arrow.Length)..]);
            string answer = Answer(connection, expression);
            if (answer != expected) wrong.Add($"{expression}\n    says     {expected}\n    is here  {answer}");
        }
        output.WriteLine($"{lines.Length} examples");
        Assert.True(lines.Length > 300, "examples.txt has lost its lines.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {lines.Length}:\n{string.Join('\n', wrong)}");
    }

    private static string Answer(DuckDbConnection connection, string text)
    {
        ParseResult parsed = Expression.Parse($"cast({text} as string)");
        if (parsed.Expression is null) return string.Join("; ", parsed.Findings);
        CheckResult check = ExpressionTyper.Check(parsed.Expression, [], new ExpressionSettings(Ansi: true, "UTC"));
        if (!check.IsValid) return string.Join("; ", check.Findings);
        try
        {
            DuckDbExpression rendered = DuckDbSql.Render(check);
            rendered.Install(connection);
            using DuckDbResult result = connection.Query($"SELECT {rendered.Sql}");
            return (string?)result.Rows().Single()[0] ?? "NULL";
        }
        catch (Exception failed) when (failed is DuckDbException or SparkException or OverflowException or NotSupportedException)
        {
            return SparkException.From(failed) is { } spark ? $"[{spark.Condition}]" : failed.Message;
        }
    }
}
