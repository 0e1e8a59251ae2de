using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

public sealed class PlanTests : IDisposable
{
    private const string Yaml = """
        plan: sales
        sources: { orders: a.parquet }
        bronze:
          orders: [read: orders, overwrite]
        silver:
          orders:
            - from: bronze.orders
            - derive: { label: upper(name) }
            - overwrite
        """;

    private readonly FlowForgeProcess _process = new();

    public PlanTests()
    {
        _process.MakeParquet("a.parquet");
        Write("plan.yaml", Yaml);
    }

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Validate_GoodPlan_IsZero()
    {
        (int code, string output, string error) = _process.Run("validate", "plan.yaml", "--json");
        Assert.True(code == 0, error);
        Assert.Equal((true, "plan", 2), ((bool)JsonNode.Parse(output)!["valid"]!, (string)JsonNode.Parse(output)!["format"]!, (int)JsonNode.Parse(output)!["tables"]!));
    }

    [Fact]
    public void Validate_ColumnThatTheFileLacks_IsFoundAtItsPlace()
    {
        Write("plan.yaml", Yaml.Replace("upper(name)", "upper(nam)", StringComparison.Ordinal));
        (int code, _, string error) = _process.Run("validate", "plan.yaml");
        Assert.Equal(1, code);
        Assert.Contains("plan.yaml:8:30: error:", error, StringComparison.Ordinal);
        Assert.Contains("name", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Explained_TellsWhatEachStepDoesToTheColumns()
    {
        (int code, string output, string error) = _process.Run("plan", "plan.yaml", "--explain");
        Assert.True(code == 0, error);
        Assert.Contains("silver.orders: 3 steps, 3 columns  needs bronze.orders", output, StringComparison.Ordinal);
        Assert.Contains("+ label string  <- name", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lineage_Column_GoesDownToTheSource()
    {
        (int code, string output, string error) = _process.Run("lineage", "silver.orders.label", "--plan", "plan.yaml");
        Assert.True(code == 0, error);
        Assert.Equal("silver.orders.label\ncomes from\n  bronze.orders.name  (derive)\n    orders.name\nused by\n  nothing in the plan\n", output.ReplaceLineEndings("\n"));
        Assert.Equal(5, JsonNode.Parse(_process.Run("lineage", "--plan", "plan.yaml", "--json").Out)!.AsArray().Count);
        Assert.Contains("Did you mean 'silver.orders.label'?", _process.Run("lineage", "silver.orders.labl", "--plan", "plan.yaml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Sampled_TellsRowsBehindEachStepAndWritesNothing()
    {
        File.WriteAllLines(Path.Combine(_process.Folder, "big.csv"), Enumerable.Range(0, 60_000).Select(i => $"{i},name {i}").Prepend("id,name"));
        Write("plan.yaml", Yaml.Replace("a.parquet", "big.csv", StringComparison.Ordinal).Replace("- derive", "- filter: id % 2 = 1\n    - derive", StringComparison.Ordinal));
        (int code, string output, string error) = _process.Run("plan", "plan.yaml", "--explain", "--sample", "2");
        Assert.True(code == 0, error);
        Assert.Contains("10,000 -> 5,000 rows", output, StringComparison.Ordinal);
        Assert.Matches(@"1 +name 1 +NAME 1\s+3 +name 3 +NAME 3\s", output);
        JsonNode derive = JsonNode.Parse(_process.Run("plan", "plan.yaml", "--sample", "1", "--json").Out)![1]!["steps"]![2]!["sample"]!;
        Assert.Equal("""{"rows_before":5000,"rows_after":5000,"rows_rejected":0,"columns":["id","name","label"],"rows":[["1","name 1","NAME 1"]]}""", derive.ToJsonString());
        Assert.Equal(["big.csv", "plan.yaml"], _process.Files().Where(file => file != "a.parquet"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_process.Temp));
        Assert.Equal(2, _process.Run("plan", "plan.yaml", "--explain", "--sample", "0").Code);
    }

    [Fact]
    public void Lineage_ColumnChangedInPlace_NamesTheStepsAndWhatTheyFitted()
    {
        Write("plan.yaml", Yaml.Replace("- derive: { label: upper(name) }", "- mask: name\n    - impute: id\n      with: mode", StringComparison.Ordinal));
        Assert.Equal("silver.orders.name\ncomes from\n  bronze.orders.name  (mask)\n    orders.name\nused by\n  nothing in the plan\n", _process.Run("lineage", "silver.orders.name", "--plan", "plan.yaml").Out.ReplaceLineEndings("\n"));
        Assert.Equal("silver.orders.id\ncomes from\n  bronze.orders.id  (impute)\n    orders.id\n  silver._fitted_orders.id  (impute)\n    bronze.orders.id  (impute)\n      orders.id\nused by\n  nothing in the plan\n", _process.Run("lineage", "silver.orders.id", "--plan", "plan.yaml").Out.ReplaceLineEndings("\n"));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_process.Folder, name), text);
}
