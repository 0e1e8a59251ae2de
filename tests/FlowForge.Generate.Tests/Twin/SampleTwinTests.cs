using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Cli.Tests.Processes;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.DuckDb;
using FlowForge.Generate.PySpark;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>The sample project, from its raw files: by the command, and by the notebooks over what their own script has landed.</summary>
public sealed partial class SampleTwinTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    private string Project => Path.Combine(_process.Folder, "flowforge-demo");

    [Fact]
    public void Notebooks_OfTheSample_WriteTheTablesOfTheRun()
    {
        Demo();
        CheckedPlan plan = PlanFixture.Check(File.ReadAllText(Path.Combine(Project, "plans", "petinsure.yaml")), "petinsure");
        GenerateOptions options = new() { Catalog = "main", Version = "1" };
        var there = new LocalCatalog(Path.Combine(_process.Folder, "there"));
        var comparison = new TwinComparison(plan, options, new LocalCatalog(Path.Combine(Project, "lakehouse")), there, _engine);

        Land();
        Same("first day", Differences(plan, comparison, Notebooks(plan, there)));
        SameExperiment(there);
        IReadOnlyDictionary<string, long> versions = comparison.Versions();
        Notebooks(plan, there, "again");
        Assert.Equal(versions, comparison.Versions());
        Same("the same day again", [.. comparison.Tables()]);

        Demo("--day", "2");
        Land();
        Same("second day", Differences(plan, comparison, Notebooks(plan, there)));
    }

    private void Demo(params string[] more)
    {
        (int code, _, string error) = _process.Run(["demo", .. more]);
        Assert.True(code == 0, error);
    }

    private string Landed => Directory.CreateDirectory(Path.Combine(_process.Folder, "landed")).FullName;

    private void Land()
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Project, "generated", "landing", "land.sh"), Landed]) { WorkingDirectory = Path.Combine(Project, "plans"), RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = _process.Folder;
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said.Result);
    }

    private JsonElement LastRun()
    {
        string file = Directory.EnumerateFiles(Path.Combine(Project, "lakehouse", ".runs"), "*.json").Order(StringComparer.Ordinal).Last();
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(file));
        return record.RootElement.Clone();
    }

    private IReadOnlyDictionary<string, JsonObject> Notebooks(CheckedPlan plan, LocalCatalog there, string? runId = null)
    {
        JsonElement run = LastRun();
        var notebooks = new List<TwinNotebook>();
        foreach (CheckedTable table in plan.Tables)
        {
            string name = TablePlaces.Notebook(table.Table), path = Path.Combine(Project, "generated", "notebooks", $"{name}.py");
            Dictionary<string, string> parameters = new() { ["run_id"] = runId ?? run.GetProperty("run_id").GetString()!, ["run_at"] = run.GetProperty("began_at").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture) };
            if (Source().Match(File.ReadAllText(path)) is { Success: true } source) parameters["source_path"] = Path.Combine(Landed, source.Groups[1].Value);
            notebooks.Add(new TwinNotebook(name, path, parameters));
        }
        using var session = new TwinSession(there, _engine, TimeProvider.System, hasCache: true);
        return TwinProcess.Run(notebooks, session, _process.Folder);
    }

    /// <summary>The notebook's model and figures are those of <c>flowforge experiment</c>, which the demo ends with.</summary>
    private void SameExperiment(LocalCatalog there)
    {
        JsonNode here = JsonNode.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(Project, "lakehouse", ".experiments"), "*.json"))))!;
        using var session = new TwinSession(there, _engine, TimeProvider.System, hasCache: true);
        JsonObject notebook = TwinProcess.Run([new TwinNotebook("ml_experiment", Path.Combine(Project, "generated", "notebooks", "ml_experiment.py"), new Dictionary<string, string>())], session, _process.Folder)["ml_experiment"];

        foreach (string part in new[] { "train", "test" }) Assert.Equal((long)here["parts"]![part]!["rows"]!, (long)notebook["rows"]![part]!);
        // A column of one value teaches nothing, and the notebook's scaler makes it nought.
        string[] used = [.. here["model"]!["features"]!.AsArray().Select(feature => (string)feature!["column"]!)], constant = [.. here["left_out"]!.AsArray().Where(one => (string)one!["reason"]! == "one value in all training rows").Select(one => (string)one!["column"]!)];
        Assert.Equal(used.Concat(constant).Order(StringComparer.Ordinal), notebook["features"]!.AsArray().Select(one => (string)one!).Order(StringComparer.Ordinal));
        foreach (string model in new[] { "logistic_regression", "constant_guess" })
            foreach ((string measure, JsonNode? value) in here["results"]![model]!.AsObject()) Assert.Equal((double)value!, (double)notebook["results"]![model]![measure]!, 9);
        Assert.InRange((double)notebook["results"]!["gradient_boosted_trees"]!["roc_auc"]!, 0, 1);
        // Keeping a model fails where there is no volume for it, and the figures are told all the same.
        Assert.Equal(["gradient_boosted_trees", "logistic_regression"], notebook["not_kept"]!.AsObject().Select(one => one.Key).Order(StringComparer.Ordinal));
    }

    private IReadOnlyList<string> Differences(CheckedPlan plan, TwinComparison comparison, IReadOnlyDictionary<string, JsonObject> answers)
    {
        ILookup<string, JsonElement> steps = LastRun().GetProperty("steps").EnumerateArray().ToLookup(step => step.GetProperty("table").GetString()!);
        IEnumerable<string> Counts(PlanTable table)
        {
            JsonElement[] own = [.. steps[table.Address.ToString()]];
            return TwinComparison.Counts(table, [("records_in", own[0].GetProperty("rows_in").GetInt64()), ("records_out", own[^1].GetProperty("rows_out").GetInt64()), ("rejected", own.Sum(step => step.GetProperty("rows_rejected").GetInt64()))], answers[TablePlaces.Notebook(table)]);
        }
        return [.. plan.Tables.SelectMany(table => Counts(table.Table)), .. comparison.Tables()];
    }

    private static void Same(string when, IReadOnlyList<string> differences) => Assert.True(differences.Count == 0, $"{when}:\n{string.Join('\n', differences)}");

    [GeneratedRegex("widgets\\.text\\(\"source_path\", \"/Volumes/main/bronze/raw/([^\"]+)\"")]
    private static partial Regex Source();

    public void Dispose()
    {
        _engine.Dispose();
        _process.Dispose();
    }
}
