using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Explore.Findings;

/// <summary>A whole exploration as one document, for programs.</summary>
public static class ExplorationDocument
{
    public static PlanNode.Map Write(ExplorationFindings findings, RecommendationFile recommendations) => new NodeBuilder()
        .Add("schema_version", FindingsDocument.SchemaVersion)
        .Add("together", MultiDatasetDocument.Write(findings))
        .AddList("datasets", findings.Datasets, dataset => FindingsDocument.Write(dataset, Overrides.None, findings.At))
        .Add("recommendations", recommendations.Write())
        .Build();
}
