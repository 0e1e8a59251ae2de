using System.Text.Json.Nodes;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Checking;
using FlowForge.Generate.Lakeflow;

namespace FlowForge.Generate.Tests;

public sealed class LakeflowTests
{
    public static TheoryData<string> Plans => [.. PlanFixture.Names];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Bundle_OfPipelines_IsOneOfTheVendorsSchema(string plan)
    {
        VendorSchema schema = await VendorSchema.LoadAsync();
        foreach (GeneratedFile file in Files(PlanFixture.Load(plan)).Where(file => file.Path.EndsWith(".yml", StringComparison.Ordinal)))
            Assert.Empty(schema.Faults(YamlJson.Of(file.Text)).Select(fault => $"{file.Path}: {fault}"));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Pipelines_OfAPlan_MakeEachTableOnceOrLeaveItToItsNotebook(string plan)
    {
        CheckedPlan loaded = PlanFixture.Load(plan);
        string[] made = [.. Files(loaded).Where(file => file.Path.EndsWith(".py", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file.Path)).Order(StringComparer.Ordinal)];
        Assert.Equal(loaded.Tables.Select(table => $"{table.Table.Layer}_{table.Table.Name}".ToLowerInvariant()).Order(StringComparer.Ordinal), made);
        IEnumerable<string> told = PipelineFindings.Of(loaded, PlanFixture.Options).Where(finding => finding.Id == "lakeflow-notebook").Select(finding => finding.Summary.Split(' ')[0].Replace('.', '_').ToLowerInvariant());
        Assert.Equal(Files(loaded).Where(file => file.Path.StartsWith("lakeflow/notebooks/", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file.Path)).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Job_OfPipelines_HasTasksThatDependOnEarlierOnes(string plan)
    {
        JsonNode job = YamlJson.Of(Files(PlanFixture.Load(plan)).Single(file => file.Path.EndsWith(".job.yml", StringComparison.Ordinal)).Text)["resources"]!["jobs"]!.AsObject().Single().Value!;
        var seen = new HashSet<string>();
        foreach (JsonNode? task in job["tasks"]!.AsArray())
        {
            foreach (JsonNode? upstream in task!["depends_on"]?.AsArray() ?? []) Assert.Contains((string)upstream!["task_key"]!, seen);
            Assert.True(seen.Add((string)task["task_key"]!));
        }
    }

    [Fact]
    public void Findings_OfEachStepThatCannotBeDeclared_NameItsPlaceAndReason()
    {
        IReadOnlyList<Diagnostic> findings = PipelineFindings.Of(PlanFixture.Load("every_step"), PlanFixture.Options);
        Diagnostic snapshot = Assert.Single(findings, finding => finding.Summary.StartsWith("silver.tags stays a notebook", StringComparison.Ordinal));
        Assert.Equal(Severity.Warning, snapshot.Severity);
        Assert.Contains("surrogate_key: numbers that are given once must be remembered", snapshot.Summary, StringComparison.Ordinal);
        Assert.NotNull(snapshot.Where.Line);
    }

    [Fact]
    public void Generate_PlanOfNotebooksAlone_MakesNoPipelineAndSaysSo()
    {
        CheckedPlan plan = PlanFixture.Check("plan: p\nsources: { s: { path: s.parquet, columns: { a: int } } }\nbronze:\n  t: [read: s, snapshot]\n", "p");
        Assert.Empty(Files(plan));
        Diagnostic finding = Assert.Single(PipelineFindings.Of(plan, PlanFixture.Options));
        Assert.Equal((Severity.Error, "lakeflow-nothing"), (finding.Severity, finding.Id));
    }

    private static IReadOnlyList<GeneratedFile> Files(CheckedPlan plan) => Generator.Generate(plan, PlanFixture.Options, Generator.Targets.Where(target => target.Name == "lakeflow"));
}
