using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>From raw files to gold by what explore recommends, all of it accepted: the plan is valid, runs, runs again without a change, and its specification tells what the run did.</summary>
public sealed partial class ExploreToGoldTests : IDisposable
{
    private readonly FlowForgeProcess _process = new() { Environment = { ["FLOWFORGE_LAKEHOUSE"] = "lakehouse" } };

    public void Dispose() => _process.Dispose();

    [Theory]
    [InlineData("sample")]
    [InlineData("events")]
    [InlineData("wide")]
    public void AllRecommendations_BecomeAPlan_ThatRunsTheSameTwice(string world)
    {
        RawData.Make(world, _process.Folder);
        Run("explore", "raw", "--quiet");
        Run("recommend", "findings", "--accept", "all");
        EveryStepIsThere(Run("plan", "--from", "findings", "--out", "plans/all.yaml").Error);
        Run("validate", "plans/all.yaml", "--strict");

        Run("run", "plans/all.yaml", "--progress", "none");
        Dictionary<string, long> first = Counts(), firstRun = LastRun();
        SpecificationTells(firstRun);
        Assert.Equal(firstRun, first.Where(table => firstRun.ContainsKey(table.Key)).ToDictionary());
        // Joins bring columns and no rows.
        Assert.All(first.Keys.Where(table => table.EndsWith("_enriched", StringComparison.Ordinal)), table => Assert.Equal(first[table.Replace("gold.", "silver.", StringComparison.Ordinal).Replace("_enriched", "", StringComparison.Ordinal)], first[table]));
        Dictionary<string, int> versions = Versions();

        Assert.Contains(", 0 changed", Run("run", "plans/all.yaml", "--progress", "none").Out, StringComparison.Ordinal);
        Assert.Equal(versions, Versions());
        Assert.Equal(first, Counts());
        SpecificationTells(LastRun());
    }

    /// <summary>Each accepted recommendation is a step, or is told as left out; each step was recommended, or is told as added.</summary>
    private void EveryStepIsThere(string told)
    {
        int accepted = JsonNode.Parse(Run("recommend", "findings", "--json").Out)!["items"]!.AsArray().Count(item => (string)item!["decision"]! == "accepted");
        string[] lines = told.Split('\n');
        int leftOut = lines.Count(line => line.StartsWith("left out: ", StringComparison.Ordinal)), added = lines.Count(line => line.StartsWith("added: ", StringComparison.Ordinal));
        int steps = int.Parse(Steps().Match(told).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.Equal(accepted - leftOut + added, steps);
        // Nothing that is proposed may stand in the way of another proposal.
        Assert.True(leftOut + added == 0, told);
    }

    private void SpecificationTells(Dictionary<string, long> rows)
    {
        Run("generate", "plans/all.yaml", "--target", "all", "--catalog", "main", "--schema", "shop", "--out", "build");
        string specification = File.ReadAllText(Path.Combine(_process.Folder, "build", "pipeline_spec.md"));
        string lastRun = specification[specification.IndexOf("## Last run", StringComparison.Ordinal)..];
        var told = Figures().Matches(lastRun).ToDictionary(row => row.Groups["table"].Value, row => long.Parse(row.Groups["out"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.Equal(rows.OrderBy(table => table.Key, StringComparer.Ordinal), told.OrderBy(table => table.Key, StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(_process.Folder, "build", "workflow.json")));
        Run("generate", "plans/all.yaml", "--target", "all", "--catalog", "main", "--schema", "shop", "--out", "build", "--check");
    }

    /// <summary>Rows out of each table's last step, from the newest record of a run.</summary>
    private Dictionary<string, long> LastRun()
    {
        string newest = Directory.GetFiles(Path.Combine(_process.Folder, "lakehouse", ".runs"), "*.json").Max(StringComparer.Ordinal)!;
        return JsonNode.Parse(File.ReadAllText(newest))!["steps"]!.AsArray().GroupBy(step => Short((string)step!["table"]!)).ToDictionary(steps => steps.Key, steps => (long)steps.Last()!["rows_out"]!);
    }

    private Dictionary<string, long> Counts()
    {
        string[] tables = [.. Versions().Keys];
        string sql = string.Join(" UNION ALL ", tables.Select(table => $"SELECT '{table}' AS name, count(*) AS n FROM {table}"));
        return Run("sql", sql, "--format", "csv").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim().Split(',')).ToDictionary(row => row[0], row => long.Parse(row[1], CultureInfo.InvariantCulture));
    }

    private Dictionary<string, int> Versions() =>
        JsonNode.Parse(Run("table", "list", "--json").Out)!.AsArray().Where(table => !((string)table!["name"]!).Contains("_flowforge", StringComparison.Ordinal)).ToDictionary(table => Short((string)table!["name"]!), table => (int)table!["version"]!);

    private static string Short(string table) => table.Replace("main.", "", StringComparison.Ordinal);

    private (string Out, string Error) Run(params string[] arguments)
    {
        (int code, string output, string error) = _process.Run(arguments);
        Assert.True(code == 0, $"flowforge {string.Join(' ', arguments)}\n{error}\n{(File.Exists(Path.Combine(_process.Folder, "plans", "all.yaml")) ? File.ReadAllText(Path.Combine(_process.Folder, "plans", "all.yaml")) : "")}");
        return (output, error);
    }

    [GeneratedRegex(@"^([\d,]+) steps? in ", RegexOptions.Multiline)]
    private static partial Regex Steps();

    [GeneratedRegex(@"^\| `?(?<table>\w+\.\w+)`? \| [\d,]+ \| (?<out>[\d,]+) \|", RegexOptions.Multiline)]
    private static partial Regex Figures();
}
