using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Explore.Planning;

/// <summary>Recommendations of one table that cannot stand beside each other.</summary>
public static class Conflicts
{
    /// <summary>Why the first cannot stand beside the others; null when it can. Of two that exclude each other the less sure one gives way.</summary>
    public static string? Find(Recommendation one, IReadOnlyList<Recommendation> others)
    {
        foreach (Recommendation other in others)
        {
            bool yields = (one.Confidence, other.Id).CompareTo((other.Confidence, one.Id)) < 0;
            if (one.IsWrite && other.IsWrite && yields) return $"conflicts with {other.Id}: a table is written in one way";
            if (one.IsRead && other.IsRead && yields) return $"conflicts with {other.Id}: a table begins with one step";
            if (one.Step is Drop drop && other.Order >= one.Order && drop.Columns.FirstOrDefault(column => Uses(other, column.Text)) is { } used) return $"conflicts with {other.Id}, which uses {used}";
        }
        return null;
    }

    private static bool Uses(Recommendation other, string column) => other.Step is not Drop && Texts(other.Step.Definition.Write(other.Step with { Why = null, Id = null })).Any(text => text.Equals(column, StringComparison.OrdinalIgnoreCase) || Reads(text, column));

    /// <summary>Whether a text is an expression, or an order of rows, over the column.</summary>
    private static bool Reads(string text, string column) =>
        (Expression.Parse(text).Expression ?? OrderResult.Parse(text).Item?.Value)?.Walk().OfType<Expression.Name>().Any(name => name.Parts[0].Equals(column, StringComparison.OrdinalIgnoreCase)) is true;

    private static IEnumerable<string> Texts(PlanNode node) => node switch
    {
        PlanNode.Scalar scalar => [scalar.Text],
        PlanNode.List list => list.Items.SelectMany(Texts),
        PlanNode.Map map => map.Entries.SelectMany(entry => Texts(entry.Key).Concat(Texts(entry.Value))),
        _ => [],
    };
}
