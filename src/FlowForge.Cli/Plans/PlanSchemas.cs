using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Plans;

/// <summary>What is known outside of a plan: its source files, looked at as <c>flowforge inspect</c> does, and the catalog's tables.</summary>
/// <param name="template">Limits and resources.</param>
/// <param name="planFolder">Where relative paths of sources start.</param>
internal sealed class PlanSchemas(Converter converter, LocalCatalog catalog, DuckDbDatabase engine, ConversionRequest template, string planFolder, CancellationToken cancellationToken) : ISchemaSource
{
    /// <summary>Of a source that is not there, and of which nothing is known therefore.</summary>
    internal const string MissingId = "plan-source-missing";

    private readonly CatalogSchemas _tables = new(catalog, engine);
    private readonly SourceOptions _options = new();
    private readonly Dictionary<PlanText, SourceLook?> _sources = [];
    private readonly List<Diagnostic> _findings = [];

    /// <summary>What is wrong with the sources' options, and sources that are there and cannot be read.</summary>
    public IReadOnlyList<Diagnostic> Findings(Plan plan)
    {
        foreach (PlanSource source in plan.Sources) ColumnsOf(source);
        return _findings;
    }

    /// <summary>Null for files that are not there yet or not on this machine: how those read is for the run to see.</summary>
    public IReadOnlyList<Column>? ColumnsOf(PlanSource source)
    {
        if (!_sources.TryGetValue(source.Name, out SourceLook? look)) _sources.Add(source.Name, look = Look(source));
        return look?.Columns;
    }

    /// <summary>What was found in the sources that could be looked at, by their names.</summary>
    public IReadOnlyDictionary<string, SourceLook> Looks => _sources.Where(source => source.Value is not null).ToDictionary(source => source.Key.Text, source => source.Value!);

    public IReadOnlyList<Column>? ColumnsOf(TableName table) => _tables.ColumnsOf(table);

    private SourceLook? Look(PlanSource source)
    {
        int before = _findings.Count;
        ConversionRequest request = _options.Apply(source, template, new PlanSettings().TimeZone, _findings);
        string path = SourcePath.Of(source, planFolder);
        if (SourcePath.IsMissing(path) && source.Columns.Count == 0)
            _findings.Add(new Diagnostic(MissingId, Severity.Warning, source.Path.Where ?? new Location(source.Path.Text), $"source {source.Name}: there is no file or folder {path}, so its columns are not checked.", "Put it there, or declare its columns."));
        if (_findings.Count > before || !IsThere(path)) return null;
        try
        {
            InspectionReport report = converter.Inspect(request with { Input = PlanSources.InputOf(path), InputName = source.Path.Text }, exact: false, cancellationToken);
            if (report.Tables is [{ } table]) return new SourceLook(report, TypesOf(table.Columns));
            Tell(source, Severity.Error, $"source {source.Name} has {report.Tables.Count:N0} tables ({string.Join(", ", report.Tables.Take(5).Select(one => one.Name))}), and a source is one.", "Choose one with an option: table, sheet, or row-tag.");
        }
        catch (InputException wrong)
        {
            Tell(source, Severity.Warning, $"source {source.Name} cannot be looked at: {wrong.Diagnostic.Summary}", wrong.Diagnostic.Hint);
        }
        catch (OptionException wrong)
        {
            Tell(source, Severity.Error, $"source {source.Name}: {wrong.Message}", null);
        }
        return null;
    }

    private static bool IsThere(string path) => SourcePath.IsHere(path) && (File.Exists(path) || Directory.Exists(path) || Glob.IsPattern(path) && Glob.Expand(path).Count > 0);

    private void Tell(PlanSource source, Severity severity, string summary, string? hint) =>
        _findings.Add(new Diagnostic("plan-source-unreadable", severity, source.Path.Where ?? new Location(source.Path.Text), summary, hint));

    /// <summary>The engine reads its own names of types.</summary>
    private IReadOnlyList<Column> TypesOf(IReadOnlyList<ColumnReport> columns)
    {
        using DuckDbConnection connection = engine.Connect();
        using DuckDbResult shape = connection.Query($"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {SqlName.Quote(column.Name)}"))}", cancellationToken);
        return [.. shape.Columns.Select(column => column with { Type = NearestType.Of(column.Type) })];
    }
}

/// <summary>A source's file as <c>flowforge inspect</c> sees it.</summary>
/// <param name="Columns">Of its one table, in types that tables have.</param>
internal sealed record SourceLook(InspectionReport Report, IReadOnlyList<Column> Columns);
