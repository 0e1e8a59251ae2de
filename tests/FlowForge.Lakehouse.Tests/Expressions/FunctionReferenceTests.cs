using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.Tests.Parity;

namespace FlowForge.Lakehouse.Tests.Expressions;

/// <summary>The table of functions, its page, and what computes them.</summary>
public sealed class FunctionReferenceTests
{
    private const string Marker = "rewrites it. -->\n";

    [Fact]
    public void Page_TableOfFunctions_IsWhatItRenders()
    {
        string path = Path.Combine(ParityFolder.RepositoryRoot, "docs", "reference", "expressions.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = page.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        Assert.True(start > Marker.Length, "The page has lost the line its generated part begins after.");
        if (Environment.GetEnvironmentVariable("FLOWFORGE_UPDATE_EXPECTED") == "1") File.WriteAllText(path, page = page[..start] + FunctionReference.Render());
        Assert.Equal(page[start..], FunctionReference.Render());
    }

    [Fact]
    public void Table_EveryFunction_IsComputed() =>
        Assert.All(FunctionTable.All, function => Assert.True(DuckDbSql.Knows(function) || ExpressionTyper.Rewrites(function), function.Name));
}
