using System.Text.Json.Nodes;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Generate.PySpark;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>One plan twice: run here, and as the notebooks that are made of it. Gone with the test.</summary>
internal sealed class TwinWorld : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flowforge-twin-world-");
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();
    private readonly Dictionary<string, string> _sources = [];
    private readonly Dictionary<string, string> _raw = [];
    private readonly StepClock _clock = new();
    private readonly LocalCatalog _here, _there;
    private CheckedPlan _plan;
    private readonly GenerateOptions _options;

    internal TwinWorld(CheckedPlan plan, GenerateOptions options)
    {
        (_plan, _options) = (plan, options);
        _here = new LocalCatalog(Path.Combine(_folder.FullName, "here"));
        _there = new LocalCatalog(Path.Combine(_folder.FullName, "there"));
    }

    internal bool HasCache { get; init; } = true;

    /// <summary>From now on another plan makes the tables.</summary>
    internal void Replan(CheckedPlan plan) => _plan = plan;

    /// <summary>Puts rows where the run and the notebooks find them.</summary>
    internal void Source(string name, string sql)
    {
        PlanSource source = _plan.Plan.Sources.Single(one => one.Name.Text == name);
        string file = Path.Combine(_folder.FullName, source.Path.Text.EndsWith(".parquet", StringComparison.Ordinal) ? source.Path.Text : $"{name}.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using DuckDbConnection connection = _engine.Connect();
        connection.Execute($"SET TimeZone = 'UTC'; COPY ({sql}) TO {SqlName.Literal(file)} (FORMAT parquet)");
        _sources[name] = file;
        // A run looks whether the file is there before it asks what was landed of it.
        string raw = Path.GetFullPath(source.Path.Text, _folder.FullName);
        if (source.Path.Text.Contains("://", StringComparison.Ordinal) || File.Exists(raw)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(raw)!);
        File.WriteAllText(raw, "");
    }

    /// <summary>Writes a raw file: the run has what the converter makes of it, the notebooks read it by Spark's own reader.</summary>
    internal void RawSource(string name, string text)
    {
        PlanSource source = _plan.Plan.Sources.Single(one => one.Name.Text == name);
        string raw = Path.Combine(_folder.FullName, Path.GetFileName(source.Path.Text)), schema = Path.Combine(_folder.FullName, $"{name}.yaml"), output = Path.Combine(_folder.FullName, $"{name}.parquet");
        string[] texts = [.. source.Columns.Where(column => column.Value == DataType.Varchar).Select(column => column.Name.Text)];
        File.WriteAllText(raw, text);
        File.WriteAllLines(schema, ["columns:", .. texts.Select(column => $"  {column}: varchar")]);
        var request = new ConversionRequest { Input = raw, Output = output, OneTable = true, SchemaFile = texts.Length > 0 ? schema : null, TempDirectory = _folder.FullName };
        _sources[name] = new Converter(FormatRegistry.Default, _clock).Convert(request, null, CancellationToken.None).Tables[0].File;
        _raw[name] = raw;
    }

    internal RunRecord RunHere(bool fullRefresh = false)
    {
        _clock.Advance(TimeSpan.FromHours(1));
        var options = new RunOptions { PlanFolder = _folder.FullName, RunsFolder = Path.Combine(_folder.FullName, "runs"), EngineInfo = "FlowForge/test", Clock = _clock, Sources = new Landed(_sources), Secrets = name => name["secret:".Length..], FullRefresh = fullRefresh, TempFolder = _folder.FullName };
        return PlanRun.Run(_plan, new CatalogTables(_here, _engine), _engine, options);
    }

    /// <summary>Runs the notebooks as their job does, as the same run at the same time.</summary>
    /// <returns>What each said at its end.</returns>
    internal IReadOnlyDictionary<string, JsonObject> RunThere(string runId, DateTimeOffset at, bool fullRefresh = false)
    {
        Dictionary<string, GeneratedFile> files = Generator.Generate(_plan, _options, Generator.Targets).Where(file => file.Path.StartsWith("notebooks/", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path));
        var notebooks = new List<TwinNotebook>();
        foreach (CheckedTable table in _plan.Tables)
        {
            string name = TablePlaces.Notebook(table.Table), path = Path.Combine(_folder.FullName, $"{name}.py");
            File.WriteAllText(path, files[name].Text);
            Dictionary<string, string> parameters = new() { ["run_id"] = runId, ["run_at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture) };
            if (files[name].Text.Contains("widgets.text(\"full_refresh\"", StringComparison.Ordinal)) parameters["full_refresh"] = fullRefresh ? "true" : "false";
            if (table.Table.Steps[0] is Read read) (parameters["source_path"], parameters["source_format"]) = SourceOf(read);
            notebooks.Add(new TwinNotebook(name, path, parameters));
        }
        using var session = new TwinSession(_there, _engine, _clock, HasCache);
        return TwinProcess.Run(notebooks, session, _folder.FullName);
    }

    private (string Path, string Format) SourceOf(Read read)
    {
        string name = _plan.Plan.Sources.Single(one => one.Name.Text.Equals(read.SourceName.Text, StringComparison.OrdinalIgnoreCase)).Name.Text;
        return _raw.TryGetValue(name, out string? raw) ? (raw, "") : (_sources[name], "parquet");
    }

    internal IReadOnlyDictionary<string, long> Versions() => Comparison.Versions();

    private TwinComparison Comparison => new(_plan, _options, _here, _there, _engine);

    /// <summary>Runs both, and says what differs.</summary>
    internal IReadOnlyList<string> Differences(bool fullRefresh = false)
    {
        RunRecord record = RunHere(fullRefresh);
        IReadOnlyDictionary<string, JsonObject> answers = RunThere(record.RunId, record.BeganAt, fullRefresh);
        return [
            .. _plan.Tables.SelectMany(table => TwinComparison.Counts(table.Table, TwinComparison.Counted(record, table.Table), answers[TablePlaces.Notebook(table.Table)])),
            .. Comparison.Tables(),
        ];
    }

    /// <summary>As <see cref="Differences"/>; where the run here refuses the rows, the notebooks have to stop as well.</summary>
    internal IReadOnlyList<string> DifferencesOrFailure(out bool isFailure)
    {
        isFailure = false;
        try
        {
            return Differences();
        }
        catch (InputException refused)
        {
            isFailure = true;
            try
            {
                RunThere("run", _clock.GetUtcNow());
            }
            catch (InvalidOperationException)
            {
                return [];
            }
            return [$"the run here stops: {refused.Message}; the notebooks do not"];
        }
        catch (InvalidOperationException failure)
        {
            return [failure.Message];
        }
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Files that somebody has converted before.</summary>
    private sealed class Landed(IReadOnlyDictionary<string, string> files) : ISourceReader
    {
        public ConvertedSource Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken) => new([files[source.Name.Text]]);
    }

    private sealed class StepClock : TimeProvider
    {
        private DateTimeOffset _now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        internal void Advance(TimeSpan by) => _now += by;
    }
}
