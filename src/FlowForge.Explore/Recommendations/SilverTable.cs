using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Recommendations;

/// <summary>The silver table of a dataset while rules propose its steps.</summary>
internal sealed class SilverTable(DatasetFindings findings, IReadOnlyList<Relationship> relationships, RecommendationList list)
{
    private const int MostListed = 5;

    internal DatasetFindings Findings => findings;

    internal string Name => findings.Name;

    internal IReadOnlyList<ColumnProfile> Columns => findings.Profile.Columns;

    /// <summary>References of the dataset to others.</summary>
    internal IEnumerable<Relationship> References => relationships.Where(one => one.Child.Dataset == Name);

    internal SemanticType TypeOf(ColumnProfile column) => findings.Dataset.TypeOf(column);

    /// <summary>Whether rows are told apart by it, or joined.</summary>
    internal bool IsKeyOrReference(ColumnProfile column)
    {
        var here = new ColumnRef(Name, column.Name);
        return findings.Keys.Take(1).Any(key => key.Columns.Contains(column.Name)) || relationships.Any(one => one.Child == here || one.Parent == here);
    }

    internal IEnumerable<CheckResult> Failed(CheckDefinition check) => findings.Checks.Where(result => result.Check == check && result.Failed);

    internal IEnumerable<ColumnProfile> Failing(CheckDefinition check) => Failed(check).Select(result => findings.Profile.Find(result.Column!)!);

    internal Recommendation? Find(string action) => list.Find(Layer.Silver, Name, one => one.Action == action);

    internal Recommendation Add(PlanStep step, int order, double confidence, string reason, string evidence, params IEnumerable<string> about) =>
        list.Add(Name, Layer.Silver, Name, step, order, confidence, reason, evidence, about);

    /// <summary>A step that computes a column anew, in place.</summary>
    internal Recommendation Derive(ColumnProfile column, string sql, int order, double confidence, string reason, string evidence, string about) =>
        Add(new Derive { Columns = [new Named<PlanText>(column.Name, sql)] }, order, confidence, reason, evidence, about, column.Name);

    internal void Need(Recommendation one, params IEnumerable<Recommendation?> needed) => list.Need(one, needed);

    internal static string Sql(ColumnProfile column) => SparkText.Name(column.Name);

    internal static ValueList<PlanText> Texts(IEnumerable<ColumnProfile> columns) => [.. columns.Select(column => (PlanText)column.Name)];

    internal static string Listed(IEnumerable<ColumnProfile> columns) => Listed(columns.Select(column => column.Name));

    /// <summary>The first few by name, the others by number: a reason is read by people.</summary>
    internal static string Listed(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length <= MostListed + 1 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MostListed))} and {all.Length - MostListed} more";
    }
}
