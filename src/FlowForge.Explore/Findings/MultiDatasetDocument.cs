using System.Globalization;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Findings;

/// <summary>What was found across datasets, as a document.</summary>
public static class MultiDatasetDocument
{
    public const string FileName = "multi_dataset_findings.yaml";

    public static PlanNode.Map Write(ExplorationFindings findings) => new NodeBuilder()
        .Add("multi_dataset_findings", new PlanNode.Scalar(findings.Datasets.Count.ToString(CultureInfo.InvariantCulture)))
        .Add("schema_version", FindingsDocument.SchemaVersion)
        .Add("explored_at", findings.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
        .AddList("datasets", findings.Datasets, one => new NodeBuilder()
            .Add("name", one.Name).Add("rows", one.Profile.Rows).Add("columns", one.Profile.Columns.Count).Add("level", one.Grain.Level.ToString().ToLowerInvariant())
            .Add("key", one.Keys is [var key, ..] ? NodeBuilder.Texts(key.Columns) : null).Add("time", one.Grain.Time).Add("target", one.Target?.Column)
            .Add("quality", one.Quality.Value).Add("checks_failed", one.Checks.Count(check => check.Failed)).Build())
        .AddList("relationships", findings.Relationships, Relationship)
        .AddList("cycles", findings.Cycles, NodeBuilder.Texts)
        .Build();

    private static PlanNode.Map Relationship(Relationship one) => new NodeBuilder()
        .Add("child", one.Child.ToString()).Add("parent", one.Parent.ToString()).Add("cardinality", Words.Snake(one.Cardinality.ToString())).Add("confidence", one.Confidence)
        .Add("child_rows", one.ChildRows).Add("orphan_rows", one.OrphanRows).Add("orphan_values", one.OrphanValues).Add("orphan_rate", Math.Round(one.OrphanRate, 6))
        .AddSome("orphan_rows_by_spelling", one.SpellingOrphanRows).Add("parent_coverage", one.ParentCoverage)
        .Add("types_differ", one.TypesDiffer ? new PlanNode.Scalar("true") : null).Add("evidence", NodeBuilder.Texts(one.Evidence)).Build();
}
