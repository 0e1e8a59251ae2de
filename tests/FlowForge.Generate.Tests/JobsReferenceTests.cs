using System.Text.Json.Nodes;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Tests;

public sealed class JobsReferenceTests
{
    /// <summary>What plans may say and the Jobs API may not: names of other scripts and of 250 letters, long descriptions, no workers.</summary>
    internal static string Edges { get; } = $"""
        plan: notebook
        description: {new string('d', 30_000)}
        sources: {"{"} s: {"{"} path: raw/s.csv, columns: {"{"} id: int {"}"} {"}"} {"}"}
        workflow: {"{"} compute: job_cluster, workers: 0, retry_after: 1m, timeout: 2h, tags: {"{"} {string.Join(", ", Enumerable.Range(1, 24).Select(i => $"t{i}: {new string('v', 200)}"))} {"}"} {"}"}
        bronze:
          größe: [read: s, overwrite]
          grüße: [read: s, overwrite]
          {new string('x', 250)}1: [read: s, overwrite]
          {new string('x', 250)}2: [read: s, overwrite]
        silver:
          größe:
            description: {new string('t', 3_000)}
            steps: [from: bronze.größe, union: [bronze.grüße, bronze.{new string('x', 250)}1], overwrite]
        """;

    public static TheoryData<string> Plans => [.. PlanFixture.Names];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Workflow_OfAPlan_IsWhatTheJobsApiTakes(string plan) => Assert.Empty(new JobsReference().Faults(Workflow(PlanFixture.Load(plan))));

    [Fact]
    public async Task Workflow_OfAPlanAtTheEdges_IsWhatTheJobsApiTakes()
    {
        JsonNode job = Workflow(PlanFixture.Check(Edges, "notebook"));
        Assert.Empty(new JobsReference().Faults(job));
        VendorSchema schema = await VendorSchema.LoadAsync("github.com/databricks/cli/bundle/config/resources.Job");
        Assert.Empty(schema.Faults(job));
        Assert.EndsWith(Generator.Generate(PlanFixture.Check(Edges, "notebook"), PlanFixture.Options, Generator.Targets)[0].Text.Split("sha256:")[1].Split('\n')[0], (string)job["description"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a job has no job_tags")]
    [InlineData("a task has no retries")]
    [InlineData("a notebook_task has no path")]
    [InlineData("{{job.begin}} is no value that a job knows")]
    [InlineData("a b is no task_key")]
    [InlineData("is on a cluster that is not there")]
    [InlineData("which is no earlier task")]
    [InlineData("NumWorkers could be 0 only for SingleNode clusters")]
    public void Reference_WithAFault_FindsIt(string fault)
    {
        JsonNode job = Workflow(PlanFixture.Load("every_step")), task = job["tasks"]![0]!;
        job["job_tags"] = "x";
        job["parameters"]![0]!["default"] = "{{job.begin}}";
        job["job_clusters"]![0]!["new_cluster"]!["num_workers"] = 0;
        task["retries"] = 1;
        task["notebook_task"]!["path"] = "x";
        task["task_key"] = "a b";
        task["job_cluster_key"] = "other";
        Assert.Contains(new JobsReference().Faults(job), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Generator_Limits_AreThoseOfTheReference()
    {
        var reference = new JobsReference();
        Assert.Equal((1_000, 25, 4_096, 27_700, 100), (reference.MaxTasks, reference.MaxTags, reference.MaxName, reference.MaxDescription, reference.MaxTaskKey));
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void Targets_WithMoreTablesThanAJobHasTasks_SaySo(int tables, bool isFine)
    {
        string yaml = $"plan: many\nsources: {{ s: {{ path: s.csv, columns: {{ id: int }} }} }}\nbronze:\n{string.Concat(Enumerable.Range(1, tables).Select(i => $"  t{i}: [read: s, overwrite]\n"))}";
        CheckedPlan plan = PlanFixture.Check(yaml, "many");
        foreach (GenerateTarget target in Generator.Targets.Where(one => one.Name is "databricks" or "bundle"))
        {
            IReadOnlyList<Diagnostic> findings = target.Find(plan, PlanFixture.Options);
            Assert.Equal(isFine, findings.Count == 0);
            Assert.All(findings, finding => Assert.Equal((Severity.Error, 1_004), (finding.Severity, finding.Where.Line)));
        }
    }

    private static JsonNode Workflow(CheckedPlan plan) =>
        JsonNode.Parse(Generator.Generate(plan, PlanFixture.Options, Generator.Targets).Single(file => file.Path == "workflow.json").Text)!;
}
