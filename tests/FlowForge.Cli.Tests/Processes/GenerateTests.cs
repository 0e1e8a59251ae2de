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
        Assert.All(JsonNode.Parse(output)!.AsArray(), file => Assert.True((bool)file!["is_changed"]!));
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
        Assert.Contains("oozie", error, StringComparison.Ordinal);
    }
}
