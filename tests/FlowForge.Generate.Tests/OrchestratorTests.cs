using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Workflows;

namespace FlowForge.Generate.Tests;

/// <summary>The Airflow DAG and the Prefect flow are run, with modules in the place of the vendors' that take their names and arguments alone.</summary>
public sealed class OrchestratorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flowforge-orchestrators-");

    public static TheoryData<string, string> Plans
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string plan in PlanFixture.Names.Append("edges"))
                foreach (string target in new[] { "airflow", "prefect" }) all.Add(target, plan);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Tasks_OfAPlan_AreItsNotebooksInTheOrderOfItsNeeds(string target, string name)
    {
        CheckedPlan plan = Load(name);
        Dictionary<string, string> notebooks = Notebooks(plan);
        JsonObject said = Run(target, plan);

        Dictionary<string, string[]> tasks = target == "airflow"
            ? said["tasks"]!.AsObject().ToDictionary(task => NotebookOf(task.Value!["body"]!), task => Texts(task.Value!["needs"]).Select(need => NotebookOf(said["tasks"]![need]!["body"]!)).ToArray())
            : said["tasks"]!.AsArray().ToDictionary(task => (string)task!["name"]!, task => Texts(task!["needs"]).ToArray());
        Assert.Equal(notebooks.Keys.Order(StringComparer.Ordinal), tasks.Keys.Order(StringComparer.Ordinal));
        foreach (CheckedTable table in plan.Tables)
            Assert.Equal(table.Needs.Select(need => NameOf(plan.Find(need)!)).Order(StringComparer.Ordinal), tasks[NameOf(table)].Order(StringComparer.Ordinal));

        VendorSchema schema = await VendorSchema.LoadAsync("github.com/databricks/databricks-sdk-go/service/jobs.Task");
        foreach (JsonNode? body in target == "airflow" ? said["tasks"]!.AsObject().Select(task => task.Value!["body"]) : said["bodies"]!.AsArray())
        {
            JsonNode task = Assert.Single(body!["tasks"]!.AsArray())!;
            Assert.Empty(schema.Faults(task));
            Assert.InRange(((string)body["idempotency_token"]!).Length, 1, 64);
            // What a notebook is given are widgets that it has, of that notebook or of another. A plan that keeps nothing has nothing to refresh.
            string all = string.Concat(notebooks.Values);
            Assert.All(task["notebook_task"]!["base_parameters"]!.AsObject().Where(parameter => parameter.Key != "full_refresh"), parameter => Assert.Contains($"widgets.text(\"{parameter.Key}\"", all, StringComparison.Ordinal));
            if (plan.Plan.Workflow is { Compute: WorkflowCompute.JobCluster, Workers: 0 }) Assert.Equal("singleNode", (string?)task["new_cluster"]!["spark_conf"]!["spark.databricks.cluster.profile"]);
        }
    }

    [Theory]
    [InlineData("airflow")]
    [InlineData("prefect")]
    public void Schedule_OfAPlan_IsTheOneOfItsWorkflow(string target)
    {
        CheckedPlan plan = PlanFixture.Load("every_step");
        JsonObject said = Run(target, plan);
        Assert.Equal("30 5 * * MON-FRI", (string?)said["schedule"]);
        Assert.Equal(plan.Plan.Workflow!.Retries, (int)said["retries"]!);
        // As a job has it: two runs of one plan at the same time wait for each other.
        Assert.Equal(1, (int)said["concurrent"]!);
        if (target == "airflow") Assert.Equal("Europe/Berlin", (string?)said["zone"]);
    }

    [Theory]
    [InlineData("FAILED")]
    [InlineData("CANCELED")]
    [InlineData("TIMEDOUT")]
    public void Flow_WhereANotebookDoesNotSucceed_StartsNoneThatNeedsItAndFails(string state)
    {
        JsonObject said = Run("prefect", PlanFixture.Load("every_step"), $"silver_customers={state}");
        string[] started = [.. Texts(said["started"])];
        Assert.Contains("silver_customers", started);
        Assert.DoesNotContain("silver_events", started);
        Assert.DoesNotContain("ml_training", started);
        Assert.Contains("bronze_policies", started);
        Assert.Contains("silver_customers ended as", (string?)said["error"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("airflow", "catchup=False", "catch_up=False", "DAG has no argument catch_up")]
    [InlineData("airflow", "json={", "body={", "DatabricksSubmitRunOperator has no argument body")]
    [InlineData("airflow", "ti.try_number", "ti.tries", "ti has no tries")]
    [InlineData("prefect", "run_name=name", "name=name", "jobs.submit has no argument name")]
    [InlineData("prefect", "retry_delay_seconds", "retry_delay", "task has no argument retry_delay")]
    public void Modules_WithAnotherArgument_RefuseIt(string target, string right, string wrong, string expected)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Run(target, PlanFixture.Load("every_step"), change: text => text.Replace(right, wrong, StringComparison.Ordinal)) is var said && (string?)said["error"] is { } error ? throw new InvalidOperationException(error) : said);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static CheckedPlan Load(string name) => name == "edges" ? PlanFixture.Check(JobsReferenceTests.Edges, "notebook") : PlanFixture.Load(name);

    private static Dictionary<string, string> Notebooks(CheckedPlan plan) => Generator.Generate(plan, PlanFixture.Options, Generator.Targets)
        .Where(file => file.Path.StartsWith("notebooks/", StringComparison.Ordinal) && !file.Path.EndsWith("ml_experiment.py", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), file => file.Text);

    private JsonObject Run(string target, CheckedPlan plan, string? end = null, Func<string, string>? change = null)
    {
        GeneratedFile file = Generator.Generate(plan, PlanFixture.Options, Generator.Targets).Single(file => file.Path.StartsWith(target + "/", StringComparison.Ordinal));
        string path = Path.Combine(_folder.FullName, Path.GetFileName(file.Path));
        File.WriteAllText(path, change is null ? file.Text : change(file.Text));
        return JsonNode.Parse(Recording.Python(["-B", Path.Combine(PlanFixture.Folder("Recorder"), "orchestrators.py"), target, path, .. end is null ? [] : (string[])[end]]))!.AsObject();
    }

    private static string NotebookOf(JsonNode body) => ((string)body["tasks"]![0]!["notebook_task"]!["notebook_path"]!).Split('/')[^1];

    private static string NameOf(CheckedTable table) => $"{table.Table.Layer.ToString().ToLowerInvariant()}_{table.Table.Name.Text.ToLowerInvariant()}";

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(one => (string)one!);

    public void Dispose() => _folder.Delete(recursive: true);
}
