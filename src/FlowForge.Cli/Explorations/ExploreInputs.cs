using FlowForge.Cli.Conversions;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Projects;
using FlowForge.Cli.Staging;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Explore.Profiling;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Plans;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Explorations;

/// <summary>From what people name to datasets: Parquet and Delta are read where they lie, all else is converted into a temporary folder first.</summary>
/// <param name="connection">The explorer's: what a source's columns are cast by must be known there.</param>
/// <param name="outFolder">Where findings go: paths in them start there.</param>
internal sealed class ExploreInputs(ConversionRun conversion, StoragePlaces places, ConversionRequest template, LocalCatalog catalog, DuckDbDatabase engine, DuckDbConnection connection, TimeProvider clock, string workingFolder, string outFolder, string staging, IProgressDisplay display) : IDisposable
{
    private const string Rejected = "._rejected", RejectedFile = Rejected + ".parquet";

    private readonly List<DatasetSource> _sources = [];
    private readonly List<IDisposable> _open = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Options of the reader as a plan's source has them.</summary>
    internal IReadOnlyList<Named<PlanText>> Options { get; init; } = [];

    /// <summary>What conversions had to say, a line each.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>The sources of a project.</summary>
    internal IReadOnlyList<DatasetSource> Read(ProjectFile project, CancellationToken cancellationToken)
    {
        AddSources(project.Sources, project.Folder, new PlanSettings(), cancellationToken);
        return _sources;
    }

    internal async Task<IReadOnlyList<DatasetSource>> ReadAsync(IEnumerable<string> inputs, CancellationToken cancellationToken)
    {
        foreach (string input in inputs) await AddAsync(input, null, cancellationToken);
        return _sources;
    }

    public void Dispose()
    {
        foreach (IDisposable open in _open) open.Dispose();
    }

    private async Task AddAsync(string input, string? name, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(input, workingFolder);
        if (DeltaTable.IsTable(path)) AddDelta(name ?? Path.GetFileName(path.TrimEnd('/')), new LocalTableStore(path), OriginOf(path), cancellationToken);
        else if (Directory.Exists(path)) await AddFolderAsync(path, cancellationToken);
        else if (PlanFile.IsPlan(path)) await AddPlanAsync(path, cancellationToken);
        else if (File.Exists(path) && path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) AddParquet(name ?? Path.GetFileNameWithoutExtension(path), path, cancellationToken);
        else if (!File.Exists(path) && IsTableName(input)) AddTable(UnityName.Parse(input), cancellationToken);
        else await AddConvertedAsync(input, name, cancellationToken);
    }

    private async Task AddFolderAsync(string folder, CancellationToken cancellationToken)
    {
        string[] entries = [.. Directory.EnumerateFileSystemEntries(folder).Where(entry => Path.GetFileName(entry)[0] is not ('.' or '_')).Order(StringComparer.Ordinal)];
        string[] inputs = [.. entries.Where(entry => !IsRejected(entry) && (DeltaTable.IsTable(entry) || File.Exists(entry) || IsConverted(entry)))];
        if (inputs.Length == 0) throw new InputException("no-tables", new Location(folder), "there is neither a file nor a Delta table in this folder.", "Folders below it are not looked into; name them.");
        foreach (string input in inputs) await AddAsync(input, null, cancellationToken);
    }

    /// <summary>Rows that a conversion set aside, beside the table that they are not in: told of that table, and no dataset.</summary>
    private static bool IsRejected(string path) => path.EndsWith(RejectedFile, StringComparison.Ordinal) ? File.Exists(path[..^RejectedFile.Length] + ".parquet") : path.EndsWith(Rejected, StringComparison.Ordinal) && DeltaTable.IsTable(path[..^Rejected.Length]);

    /// <summary>A folder that a conversion made of one input with several tables.</summary>
    private static bool IsConverted(string path) => File.Exists(Path.Combine(path, ConversionRun.ManifestName));

    private void AddParquet(string name, string path, CancellationToken cancellationToken)
    {
        string rejected = path[..^".parquet".Length] + RejectedFile;
        long unreadable = File.Exists(rejected) ? connection.Scalar<long>($"SELECT count(*) FROM read_parquet({SqlName.Literal(rejected)})", cancellationToken) : 0;
        Add(name, $"SELECT * FROM read_parquet({SqlName.Literal(path)})", OriginOf(path), unreadable);
    }

    /// <summary>The sources of a plan, under their names.</summary>
    private async Task AddPlanAsync(string path, CancellationToken cancellationToken)
    {
        PlanReadResult read = PlanReader.Read(PlanYaml.Read(await File.ReadAllTextAsync(path, cancellationToken), path), path);
        if (read.Plan.Sources.Count == 0) throw new InputException("no-tables", new Location(path), "the plan has no sources.");
        AddSources(read.Plan.Sources, Path.GetDirectoryName(path)!, read.Plan.Settings, cancellationToken);
    }

    /// <summary>Sources as a run reads them, so that what is found is what a plan works with.</summary>
    /// <param name="folder">Where relative paths start.</param>
    private void AddSources(IEnumerable<PlanSource> sources, string folder, PlanSettings settings, CancellationToken cancellationToken)
    {
        if (Options.Count > 0 || template.Format is not null) throw new UsageException($"--{(Options.Count > 0 ? Options[0].Name.Text : "format")}: sources of a plan or a project say themselves how they are read. Put it into the options of a source.");
        var options = new RunOptions { PlanFolder = folder, RunsFolder = staging, EngineInfo = "", Clock = clock, TempFolder = staging, Sources = new PlanSources(conversion, places, template, settings.TimeZone, display) };
        var reading = new SourceReading(engine, connection, options, Directory.CreateDirectory(Path.Combine(staging, $"sources-{_open.Count + 1}")).FullName);
        _open.Add(reading);
        foreach (PlanSource source in sources)
        {
            OpenSource open = reading.Read(source, new ExpressionSettings(settings.Ansi, settings.TimeZone), cancellationToken);
            Notes.AddRange(open.Warnings.Select(warning => $"{source.Name}: {warning}"));
            Add(source.Name.Text, open.Rows.Sql, DatasetOrigin.Of(source, OriginOf(SourcePath.Of(source, folder)).Path), open.UnreadableRows);
        }
    }

    private void AddTable(TableName name, CancellationToken cancellationToken)
    {
        catalog.Find(name, engine);
        AddDelta(name.Table, new LocalTableStore(catalog.FolderOf(name)), new DatasetOrigin(LocalCatalog.Shown(name), IsTable: true), cancellationToken);
    }

    private void AddDelta(string name, LocalTableStore store, DatasetOrigin origin, CancellationToken cancellationToken)
    {
        DeltaRelation rows = new DeltaTable(store, engine).Latest(cancellationToken).Read();
        _open.Add(rows);
        Add(name, rows.Sql, origin, RejectedRows(store.Root.TrimEnd('/') + Rejected, cancellationToken));
    }

    /// <summary>Rows of the table that a conversion left beside another one; 0 where it could read all.</summary>
    private long RejectedRows(string folder, CancellationToken cancellationToken)
    {
        if (!DeltaTable.IsTable(folder)) return 0;
        using DeltaRelation rejected = new DeltaTable(new LocalTableStore(folder), engine).Latest(cancellationToken).Read();
        return connection.Scalar<long>($"SELECT count(*) FROM ({rejected.Sql})", cancellationToken);
    }

    private async Task AddConvertedAsync(string input, string? name, CancellationToken cancellationToken)
    {
        StorageLocation place = places.Resolve(input);
        if (place is StorageLocation.Local) place = new StorageLocation.Local(Path.GetFullPath(input, workingFolder));
        FileProgress progress = display.Begin(input);
        string target = Path.Combine(staging, $"input-{_sources.Count + 1}");
        ConversionReport report;
        try
        {
            report = await conversion.RunAsync(template, place, new StorageLocation.Local(target), progress, cancellationToken);
        }
        finally
        {
            display.End(progress);
        }
        Notes.AddRange(report.Warnings.Select(ReportText.Line));
        bool isOne = report.Tables.Count == 1;
        foreach (TableReport table in report.Tables)
        {
            string file = isOne ? table.File : Path.Combine(target, table.File);
            DatasetOrigin origin = OriginOf(place is StorageLocation.Local ? place.Path : input) with { Format = template.Format, Options = isOne ? [.. Options] : [.. Options.Where(option => option.Name.Text != "table"), new Named<PlanText>("table", table.Name)] };
            Add(isOne ? name ?? Stem(input) : table.Name, $"SELECT * FROM read_parquet({SqlName.Literal(file)})", origin, table.Rejected);
        }
    }

    private void Add(string name, string relation, DatasetOrigin origin, long unreadableRows = 0)
    {
        string plain = Plain(name), unique = plain;
        for (int i = 2; !_names.Add(unique); i++) unique = $"{plain}_{i}";
        _sources.Add(new DatasetSource(unique, relation, origin) { UnreadableRows = unreadableRows });
    }

    /// <summary>Places with a scheme as they are; local ones from the folder of the findings, so that both can move together.</summary>
    private DatasetOrigin OriginOf(string path) => new(path.Contains("://", StringComparison.Ordinal) ? path : Path.GetRelativePath(outFolder, path).Replace(Path.DirectorySeparatorChar, '/'));

    // A name has dots and no slashes; a file of that name was looked for before. orders.csv is a file that is missing, not a table.
    private static bool IsTableName(string input) => !FormatRegistry.Default.Formats.Any(format => format.Description.Extensions.Contains(Path.GetExtension(input), StringComparer.OrdinalIgnoreCase)) && !input.AsSpan().ContainsAny('/', '\\', '*') && input.Split('.') is { Length: 2 or 3 } parts && parts.All(part => part.Length > 0 && part.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'));

    private static string Stem(string input)
    {
        string name = Path.GetFileName(input.TrimEnd('/'));
        int point = name.IndexOf('.', 1);
        return point > 0 ? name[..point] : name;
    }

    private static string Plain(string name)
    {
        string plain = string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')).Trim('_');
        return plain.Length == 0 || !char.IsLetter(plain[0]) ? $"t_{plain}" : plain;
    }
}
