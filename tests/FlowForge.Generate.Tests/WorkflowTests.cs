using System.Text.Json.Nodes;

namespace FlowForge.Generate.Tests;

public sealed class WorkflowTests
{
    private const string Job = "github.com/databricks/cli/bundle/config/resources.Job";

    public static TheoryData<string> Plans => [.. PlanFixture.Names];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Workflow_OfAPlan_IsAJobOfTheVendorsSchema(string plan)
    {
        VendorSchema schema = await VendorSchema.LoadAsync(Job);
        Assert.Empty(schema.Faults(JsonNode.Parse(TextOf(plan, "workflow.json"))!));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Bundle_OfAPlan_IsOneOfTheVendorsSchema(string plan)
    {
        VendorSchema schema = await VendorSchema.LoadAsync();
        Assert.Empty(schema.Faults(YamlJson.Of(TextOf(plan, "databricks.yml"))));
    }

    [Fact]
    public async Task Schema_OfTheVendor_FindsWhatIsWrong()
    {
        VendorSchema schema = await VendorSchema.LoadAsync(Job);
        JsonNode job = JsonNode.Parse(TextOf("every_step", "workflow.json"))!;
        job["tasks"]![0]!["max_retrys"] = 1;
        Assert.NotEmpty(schema.Faults(job));
    }

    [Fact]
    public void Workflow_OfAPlan_HasTasksThatDependOnEarlierOnes()
    {
        JsonArray tasks = JsonNode.Parse(TextOf("every_step", "workflow.json"))!["tasks"]!.AsArray();
        var seen = new HashSet<string>();
        foreach (JsonNode? task in tasks)
        {
            foreach (JsonNode? upstream in task!["depends_on"]?.AsArray() ?? []) Assert.Contains(upstream!["task_key"]!.GetValue<string>(), seen);
            Assert.True(seen.Add(task["task_key"]!.GetValue<string>()));
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Workflow_Parameters_AreWidgetsOfItsNotebooks(string plan)
    {
        string notebooks = string.Concat(Generator.Generate(PlanFixture.Load(plan), PlanFixture.Options, Generator.Targets).Where(file => file.Path.StartsWith("notebooks/", StringComparison.Ordinal)).Select(file => file.Text));
        JsonArray parameters = JsonNode.Parse(TextOf(plan, "workflow.json"))!["parameters"]!.AsArray();
        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.Contains($"dbutils.widgets.text(\"{parameter!["name"]}\"", notebooks, StringComparison.Ordinal));
    }

    private static string TextOf(string plan, string file) => Generator.Generate(PlanFixture.Load(plan), PlanFixture.Options, Generator.Targets).Single(one => one.Path == file).Text;
}
