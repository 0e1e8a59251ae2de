using System.Text.Json.Nodes;
using FlowForge.Cli.Tests.Processes;

namespace FlowForge.Cli.Tests.Samples;

public sealed class DemoTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Demo_FirstAgainAndNextDay_LoadsOnlyWhatIsNew()
    {
        (_, string output, string error) = Demo();
        Assert.All(["batch raw tables", "explore raw --out findings", "recommend findings --accept all --min-confidence 0.7", "plan --from findings --out plans/draft.yaml", "plan plans/petinsure.yaml", "run plans/petinsure.yaml", "generate plans/petinsure.yaml", "sql \"SELECT", "experiment plans/petinsure.yaml"],
            command => Assert.Contains($"$ flowforge {command}", error, StringComparison.Ordinal));
        Assert.Contains("claims.ndjson", error, StringComparison.Ordinal);
        Assert.Matches("logistic regression +0\\.[0-9]{3}", error);
        Assert.Contains("From raw files to gold and a measured model in ", error, StringComparison.Ordinal);
        Assert.Contains("loss_ratio", output, StringComparison.Ordinal);
        Assert.Matches(@"(\d+) tables, \1 changed", error);
        // It says what is there to open, and nothing that is not.
        Assert.All(["findings/report.html", "findings/recommendations.yaml", "plans/draft.yaml", "generated/notebooks", "generated/pipeline_spec.md", "lakehouse/.experiments"], file =>
        {
            Assert.Contains(file, error, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(_process.Folder, "flowforge-demo", file)), file);
        });
        // No line is wider than a terminal of 80 columns, but the command of the query.
        Assert.All(error.Split('\n').Where(line => !line.Contains("flowforge ", StringComparison.Ordinal) && !line.Contains(_process.Folder, StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain("\e[", error, StringComparison.Ordinal);
        Dictionary<string, int> first = Tables();

        (_, output, error) = Demo();
        Assert.Contains("kept as it is", error, StringComparison.Ordinal);
        Assert.Contains("kept as people edited it", error, StringComparison.Ordinal);
        Assert.Contains(", 0 changed", error, StringComparison.Ordinal);
        Assert.Equal(first, Tables());

        Assert.Equal(2, _process.Run("demo", "--scale", "2").Code);

        long claims = Count("bronze.claims"), customers = Count("bronze.customers"), facts = Count("gold.fact_claims");
        Demo("--day", "2");
        Dictionary<string, int> second = Tables();
        Assert.All(["bronze.claims", "bronze.customers", "silver.claims", "silver.customer_history", "gold.fact_claims", "gold.monthly_kpis"], table => Assert.True(second[table] > first[table], table));
        Assert.All(["bronze.pets", "bronze.policies", "bronze.providers", "silver.policies"], table => Assert.Equal(first[table], second[table]));
        int arrived = File.ReadLines(Path.Combine(_process.Folder, "flowforge-demo/raw/claims-day2.ndjson")).Count(), moved = File.ReadLines(Path.Combine(_process.Folder, "flowforge-demo/raw/customers-day2.csv")).Count() - 1;
        Assert.Equal((claims + arrived, customers + moved), (Count("bronze.claims"), Count("bronze.customers")));
        // The day's forty new claims, but for those that are set aside; the others were there and are settled now.
        Assert.InRange(Count("gold.fact_claims") - facts, 30, 40);
        Assert.True(Count("silver.customer_history WHERE NOT is_current") >= moved);
        Assert.Equal(Count("silver.customers"), Count("silver.customer_history WHERE is_current"));
    }

    /// <summary>Its sources say their columns, so an editor can check it before any file is made.</summary>
    [Fact]
    public void Plan_WithoutRawFiles_IsValid()
    {
        (int code, _, string error) = _process.Run("validate", Path.Combine(ExpectedText.Root, "samples", "petinsure", "plans", "petinsure.yaml"));
        Assert.True(code == 0, error);
        Assert.Contains("0 errors, 0 warnings", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scale", "0")]
    [InlineData("--scale", "1001")]
    [InlineData("--day", "0")]
    [InlineData("--day", "2")]
    public void Demo_NumberOutOfRange_IsRefusedBeforeAnythingIsWritten(string option, string value)
    {
        (int code, _, string error) = _process.Run("demo", option, value);
        Assert.Equal(2, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_process.Folder, "flowforge-demo")));
    }

    private (int Code, string Out, string Error) Demo(params string[] more)
    {
        (int Code, string Out, string Error) ended = _process.Run(["demo", .. more]);
        Assert.True(ended.Code == 0, ended.Error);
        return ended;
    }

    private long Count(string of)
    {
        (int code, string output, string error) = InProject("sql", $"SELECT count(*) AS n FROM {of}", "--format", "csv");
        Assert.True(code == 0, error);
        return long.Parse(output.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Versions of the plan's tables, by name.</summary>
    private Dictionary<string, int> Tables() =>
        JsonNode.Parse(InProject("table", "list", "--json").Out)!.AsArray().Select(table => (Name: (string)table!["name"]!, Version: (int)table["version"]!))
            .Where(table => !table.Name.Contains("_flowforge", StringComparison.Ordinal) && !table.Name.EndsWith("_quarantine", StringComparison.Ordinal))
            .ToDictionary(table => table.Name.Replace("main.", "", StringComparison.Ordinal), table => table.Version);

    private (int Code, string Out, string Error) InProject(params string[] args)
    {
        _process.Below = "flowforge-demo";
        (int Code, string Out, string Error) ended = _process.Run(args);
        _process.Below = "";
        return ended;
    }
}
