using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Lineage;

namespace FlowForge.Generate.Tests;

/// <summary>Runs generated notebooks under the recorder of calls, which knows PySpark's signatures and follows every column.</summary>
internal sealed partial class Recording : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flowforge-recorder-");
    private readonly Dictionary<string, object> _sources = [];
    private readonly List<string> _notebooks = [];
    private readonly List<object> _tasks = [];
    private readonly List<(CheckedPlan Plan, string Catalog)> _plans = [];

    /// <summary>What is wrong with the calls, and every column of every table with the columns it was made of.</summary>
    internal sealed record Answer(IReadOnlyList<string> Problems, IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type, string[] Origins)>> Tables);

    internal void Add(CheckedPlan plan, string catalog)
    {
        _plans.Add((plan, catalog));
        var options = PlanFixture.Options with { Catalog = catalog };
        Dictionary<string, GeneratedFile> notebooks = Generator.Generate(plan, options, Generator.Targets).Where(file => file.Path.StartsWith("notebooks/", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path));
        foreach (CheckedTable table in plan.Tables)
        {
            GeneratedFile file = notebooks[$"{table.Table.Layer.ToString().ToLowerInvariant()}_{table.Table.Name}".ToLowerInvariant()];
            string path = Path.Combine(_folder.FullName, catalog, Path.GetFileName(file.Path));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
            _notebooks.Add(path);
            if (SourcePath().Match(file.Text) is { Success: true } source) AddSource(plan, source.Groups[1].Value, Regex.Match(file.Text, "\"Path of (.+?)\"").Groups[1].Value);
        }
        AddExperiment(catalog, notebooks);
    }

    /// <summary>Adds the job that runs a plan's declarative pipelines and those of its notebooks that are not declared.</summary>
    /// <param name="change">What a test does to a file's text, to see that it is found.</param>
    internal void AddPipelines(CheckedPlan plan, string catalog, Func<string, string>? change = null)
    {
        _plans.Add((plan, catalog));
        GeneratedFile[] files = [.. Generator.Generate(plan, PlanFixture.Options with { Catalog = catalog }, Generator.Targets).Where(file => file.Path.StartsWith("lakeflow/", StringComparison.Ordinal))];
        string root = Path.Combine(_folder.FullName, catalog);
        foreach (GeneratedFile file in files)
        {
            string path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, change is null ? file.Text : change(file.Text));
            if (SourcePath().Match(file.Text) is { Success: true } source) AddSource(plan, source.Groups[1].Value, Regex.Match(file.Text, "\"Path of (.+?)\"").Groups[1].Value);
        }
        JsonNode Read(string ending) => YamlJson.Of(files.Single(file => file.Path.EndsWith(ending, StringComparison.Ordinal)).Text);
        JsonObject pipelines = Read(".pipeline.yml")["resources"]!["pipelines"]!.AsObject(), variables = Read("databricks.yml")["variables"]!.AsObject();
        foreach (PlanSource source in plan.Plan.Sources)
            if (variables[$"{source.Name.Text}_path"] is { } variable) AddSource(plan, (string)variable["default"]!, source.Name.Text);
        foreach (JsonNode? task in Read(".job.yml")["resources"]!["jobs"]!.AsObject().Single().Value!["tasks"]!.AsArray())
            _tasks.Add(task!["notebook_task"] is { } notebook
                ? new { notebook = At(root, (string)notebook["notebook_path"]!), catalog }
                : PipelineTask(pipelines[((string)task["pipeline_task"]!["pipeline_id"]!).Split('.')[2]]!, variables, root, catalog));
    }

    private static object PipelineTask(JsonNode pipeline, JsonObject variables, string root, string catalog) => new
    {
        catalog,
        schema = (string)pipeline["schema"]!,
        files = pipeline["libraries"]!.AsArray().Select(library => At(root, (string)library!["file"]!["path"]!)).ToArray(),
        settings = pipeline["configuration"]!.AsObject().ToDictionary(one => one.Key, one => (string)one.Value! is var text && text.StartsWith("${var.", StringComparison.Ordinal) ? (string)variables[text[6..^1]]!["default"]! : text),
    };

    private static string At(string root, string path) => Path.GetFullPath(path, Path.Combine(root, "lakeflow", "resources"));

    private void AddExperiment(string catalog, Dictionary<string, GeneratedFile> notebooks)
    {
        if (!notebooks.TryGetValue("ml_experiment", out GeneratedFile? experiment)) return;
        string path = Path.Combine(_folder.FullName, catalog, "ml_experiment.py");
        File.WriteAllText(path, experiment.Text);
        _notebooks.Add(path);
    }

    private void AddSource(CheckedPlan plan, string path, string name)
    {
        PlanSource source = plan.Plan.Sources.Single(one => one.Name.Text == name);
        _sources[path] = new { name, columns = source.Columns.Select(column => (string[])[column.Name.Text, TypeNames.Sql(column.Value).ToLowerInvariant()]) };
    }

    internal Answer Run()
    {
        string task = Path.Combine(_folder.FullName, "task.json");
        File.WriteAllText(task, JsonSerializer.Serialize(new { api = PlanFixture.Shared("spark/api.json"), sources = _sources, notebooks = _notebooks, tasks = _tasks }));
        using JsonDocument answer = JsonDocument.Parse(Python("-B", Path.Combine(PlanFixture.Folder("Recorder"), "recorder.py"), task));
        return new Answer(
            [.. answer.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!)],
            answer.RootElement.GetProperty("tables").EnumerateObject().ToDictionary(table => table.Name, table => (IReadOnlyList<(string, string, string[])>)[.. table.Value.EnumerateArray().Select(column =>
                (column[0].GetString()!, column[1].GetString()!, column[2].EnumerateArray().Select(origin => $"{origin[0]}.{origin[1]}").ToArray()))]));
    }

    /// <summary>Where the columns of a plan's tables differ from what the plan and its lineage say.</summary>
    internal IEnumerable<string> Differences(Answer answer)
    {
        foreach ((CheckedPlan plan, string catalog) in _plans)
        {
            ColumnLineage lineage = ColumnLineage.Of(plan);
            foreach (CheckedTable table in plan.Tables.Where(table => !table.Schema.IsOpen))
            {
                string name = Place(plan.Plan, catalog, ColumnLineage.ShortName(plan.Plan, table.Table.Address));
                if (!answer.Tables.TryGetValue(name, out IReadOnlyList<(string Name, string Type, string[] Origins)>? columns))
                {
                    yield return $"{name} was not written";
                    continue;
                }
                string planned = string.Join(", ", table.Schema.Columns.Select(column => column.Name)), written = string.Join(", ", columns.Select(column => column.Name));
                if (planned != written) yield return $"{name} has {written}; the plan says {planned}";
                foreach (string wrong in columns.SelectMany(column => Strays(plan.Plan, catalog, table, name, column.Name, column.Origins, lineage))) yield return wrong;
            }
        }
    }

    private static IEnumerable<string> Strays(Plan plan, string catalog, CheckedTable table, string name, string column, string[] origins, ColumnLineage lineage)
    {
        // Fitted values come into a notebook as numbers, where no column can be followed; what they were fitted from is an origin of its own.
        string fitted = ColumnLineage.FittedName(table.Table);
        HashSet<string> said = [.. lineage.Into(new LineageColumn(ColumnLineage.ShortName(plan, table.Table.Address), column)).Where(edge => !edge.From.Table.EndsWith($".{fitted}", StringComparison.Ordinal)).Select(edge => $"{Place(plan, catalog, edge.From.Table)}.{edge.From.Column}".ToLowerInvariant())];
        HashSet<string> found = [.. origins.Select(origin => origin.ToLowerInvariant())];
        foreach (string lost in said.Except(found)) yield return $"{name}.{column} is not made of {lost}, and lineage says so";
        // Steps that choose rows by keys and times read those beside the values, which lineage does not call an origin.
        if (table.Table.Steps.Any(step => step is Core.Plans.Steps.Split or Core.Plans.Steps.WindowFeatures or Core.Plans.Steps.HistoryFeatures or Core.Plans.Steps.Merge or Core.Plans.Steps.Scd2)) yield break;
        foreach (string more in found.Except(said)) yield return $"{name}.{column} is made of {more}, and lineage does not say so";
    }

    private static string Place(Plan plan, string catalog, string table) => plan.Tables.Any(one => ColumnLineage.ShortName(plan, one.Address) == table) ? $"{catalog}.{PlanFixture.Options.Schema}.{table.Replace('.', '_')}" : table;

    /// <summary>Runs python3, and gives what it writes.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    internal static string Python(params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"python3 ended with {process.ExitCode}: {errors.Result}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex("widgets\\.text\\(\"source_path\", \"([^\"]+)\"")]
    private static partial Regex SourcePath();
}
