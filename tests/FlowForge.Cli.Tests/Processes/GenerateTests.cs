using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class GenerateTests : IDisposable
{
    private const string Yaml = """
        plan: sales
        sources: { orders: a.parquet }
        bronze:
          orders: [read: orders, overwrite]
        workflow: { schedule: 0 0 6 * * ? }
        """;

    private readonly FlowForgeProcess _process = new();

    public GenerateTests()
    {
        _process.MakeParquet("a.parquet");
        File.WriteAllText(Path.Combine(_process.Folder, "plan.yaml"), Yaml);
    }

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Generate_Twice_WritesOnceAndNothingMore()
    {
        (int code, string output, string error) = _process.Run("generate", "plan.yaml", "--target", "all", "--schema", "shop", "--out", "build", "--json");
        Assert.True(code == 0, error);
        Assert.All(JsonNode.Parse(output)!.AsArray(), file => Assert.Equal((true, "written"), ((bool)file!["is_changed"]!, (string?)file["state"])));
        Assert.Contains("shop", File.ReadAllText(Path.Combine(_process.Folder, "build/notebooks/bronze_orders.py")), StringComparison.Ordinal);

        (_, output, _) = _process.Run("generate", "plan.yaml", "--target", "all", "--schema", "shop", "--out", "build", "--json");
        Assert.All(JsonNode.Parse(output)!.AsArray(), file => Assert.False((bool)file!["is_changed"]!));
    }

    [Fact]
    public void Generate_WrongSchedule_IsFoundAtItsPlaceAndWritesNothing()
    {
        File.WriteAllText(Path.Combine(_process.Folder, "plan.yaml"), Yaml.Replace("0 0 6 * * ?", "0 6 * * *", StringComparison.Ordinal));
        (int code, _, string error) = _process.Run("generate", "plan.yaml", "--out", "build");
        Assert.Equal(1, code);
        Assert.Contains("plan.yaml:5:23: error: '0 6 * * *' is not a schedule", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_process.Folder, "build")));
    }

    [Fact]
    public void Generate_TargetThatIsNotThere_IsRefusedByName()
    {
        (int code, _, string error) = _process.Run("generate", "plan.yaml", "--target", "oozie", "--out", "build");
        Assert.Equal(2, code);
        Assert.Contains("There is no target 'oozie'. There are databricks, bundle, lakeflow,", error, StringComparison.Ordinal);
        (code, _, error) = _process.Run("generate", "plan.yaml", "--target", "lakflow", "--out", "build");
        Assert.Equal(2, code);
        Assert.Contains("Did you mean 'lakeflow'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_FileOfAnother_IsNotReplacedAndNothingIsWritten()
    {
        Directory.CreateDirectory(Path.Combine(_process.Folder, "build"));
        File.WriteAllText(Path.Combine(_process.Folder, "build/workflow.json"), "{ \"mine\": true }");
        (int code, _, string error) = _process.Run("generate", "plan.yaml", "--out", "build");
        Assert.Equal(1, code);
        Assert.Contains("workflow.json: error: is there, and flowforge generate did not make it", error, StringComparison.Ordinal);
        Assert.Equal("{ \"mine\": true }", File.ReadAllText(Path.Combine(_process.Folder, "build/workflow.json")));
        Assert.False(Directory.Exists(Path.Combine(_process.Folder, "build/notebooks")));
    }

    [Fact]
    public void Check_FolderThatDiffers_SaysHowAndWritesNothing()
    {
        string notebook = Path.Combine(_process.Folder, "build/notebooks/bronze_orders.py"), old = Path.Combine(_process.Folder, "build/notebooks/bronze_old.py");
        Assert.Equal((1, true), Check("missing   notebooks/bronze_orders.py"));
        Assert.False(File.Exists(notebook));

        Assert.Equal(0, _process.Run("generate", "plan.yaml", "--out", "build").Code);
        Assert.Equal((0, true), Check("unchanged notebooks/bronze_orders.py"));

        File.Copy(notebook, old);
        Assert.Equal((1, true), Check("stale     notebooks/bronze_old.py"));
        (int code, string output, string error) = _process.Run("generate", "plan.yaml", "--out", "build");
        Assert.Equal(0, code);
        Assert.Contains("stale     notebooks/bronze_old.py", output, StringComparison.Ordinal);
        Assert.Contains("delete them", error, StringComparison.Ordinal);
        File.Delete(old);

        File.AppendAllText(notebook, "# by hand\n");
        Assert.Equal((1, true), Check("differs   notebooks/bronze_orders.py"));
        Assert.EndsWith("# by hand\n", File.ReadAllText(notebook), StringComparison.Ordinal);

        (int Code, bool IsSaid) Check(string line)
        {
            (int code, string output, _) = _process.Run("generate", "plan.yaml", "--out", "build", "--check");
            return (code, output.Contains(line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Generate_PipelineOfAPlanThatHasNone_FailsAndAllTheRestIsMade()
    {
        File.WriteAllText(Path.Combine(_process.Folder, "plan.yaml"), Yaml.Replace("overwrite]", "snapshot]", StringComparison.Ordinal));
        (int code, _, string error) = _process.Run("generate", "plan.yaml", "--target", "lakeflow", "--out", "build");
        Assert.Equal(1, code);
        Assert.Contains("No table of this plan can be said declaratively", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_process.Folder, "build")));
        (code, string output, error) = _process.Run("generate", "plan.yaml", "--target", "all", "--out", "build");
        Assert.True(code == 0, error);
        Assert.Contains("warning: No table of this plan can be said declaratively", error, StringComparison.Ordinal);
        Assert.DoesNotContain("lakeflow/", output, StringComparison.Ordinal);
    }
}
