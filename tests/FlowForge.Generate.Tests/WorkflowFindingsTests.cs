using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Generate.Tests;

/// <summary>What a plan may not say of its workflow, told at the place.</summary>
public sealed class WorkflowFindingsTests
{
    [Theory]
    [InlineData("schedule: every day", 3, 14, "expected 6 or 7")]
    [InlineData("schedule: 0 0 6 * * *", 3, 14, "and not both")]
    [InlineData("schedule: 0 0 6 * * ?, time_zone: W. Europe Standard Time", 3, 38, "'W. Europe Standard Time' is not a time zone.")]
    [InlineData("time_zone: Europe/Berlin", 3, 15, "goes with a schedule")]
    [InlineData("workers: 2", 3, 13, "goes with a job cluster")]
    [InlineData("compute: job_cluster, workers: 1001", 3, 35, "0 to 1,000")]
    [InlineData("retries: 101", 3, 13, "0 to 100")]
    [InlineData("timeout: 1mo", 3, 13, "no fixed length")]
    [InlineData("notify: [somebody]", 3, 13, "not an e-mail address")]
    [InlineData("slow_after: 1h", 3, 16, "tells nobody")]
    [InlineData("tags: { flowforge_plan: x }", 3, 12, "is given to each job")]
    public void Workflow_WithAFault_IsToldAtItsPlace(string workflow, int line, int column, string said)
    {
        Diagnostic finding = Assert.Single(Read(workflow));
        Assert.Equal((Severity.Error, line, column), (finding.Severity, finding.Where.Line ?? 0, finding.Where.Column ?? 0));
        Assert.Contains(said, finding.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlanWorkflow.MaxTags, 0)]
    [InlineData(PlanWorkflow.MaxTags + 1, 1)]
    public void Tags_MoreThanAJobHas_AreTold(int count, int findings) =>
        Assert.Equal(findings, Read($"tags: {{ {string.Join(", ", Enumerable.Range(1, count).Select(i => $"t{i}: v"))} }}").Count);

    private static IReadOnlyList<Diagnostic> Read(string workflow) => PlanReader.Read(PlanYaml.Read($$"""
        plan: p
        workflow:
          {{{workflow}}}
        sources: { s: { path: s.csv, columns: { id: int } } }
        bronze: { s: [read: s, overwrite] }
        """, "p"), "p").Findings;
}
