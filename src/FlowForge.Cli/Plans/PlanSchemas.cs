using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli.Plans;

/// <summary>What is known outside of a plan: its source files, looked at as <c>flowforge inspect</c> does, and the catalog's tables.</summary>
/// <param name="planFolder">Where relative paths of sources start.</param>
internal sealed class PlanSchemas(Converter converter, LocalCatalog catalog, DuckDbDatabase engine, string planFolder, string tempFolder, CancellationToken cancellationToken) : ISchemaSource
{
    private readonly CatalogSchemas _tables = new(catalog, engine);

    /// <summary>Sources that are there and cannot be read.</summary>
    public List<Diagnostic> Findings { get; } = [];

    /// <summary>Null for files that are not there yet, for several tables in one, and for sources with options: how those read is for the run to see.</summary>
    public IReadOnlyList<Column>? ColumnsOf(PlanSource source)
    {
        string path = Path.GetFullPath(source.Path.Text, planFolder);
        if (source.Options.Count > 0 || !(File.Exists(path) || Directory.Exists(path) || Glob.IsPattern(path) && Glob.Expand(path).Count > 0)) return null;
        try
        {
            InspectionReport report = converter.Inspect(new ConversionRequest { Input = path, InputName = source.Path.Text, Output = "", Format = source.Format?.Text, TempDirectory = tempFolder }, exact: false, cancellationToken);
            return report.Tables is [{ } table] ? TypesOf(table.Columns) : null;
        }
        catch (InputException wrong)
        {
            Findings.Add(new Diagnostic("plan-source-unreadable", Severity.Warning, source.Path.Where ?? wrong.Diagnostic.Where, $"source {source.Name} cannot be looked at: {wrong.Diagnostic.Summary}", wrong.Diagnostic.Hint));
            return null;
        }
    }

    public IReadOnlyList<Column>? ColumnsOf(TableName table) => _tables.ColumnsOf(table);

    /// <summary>The engine reads its own names of types.</summary>
    private IReadOnlyList<Column> TypesOf(IReadOnlyList<ColumnReport> columns)
    {
        using DuckDbConnection connection = engine.Connect();
        using DuckDbResult shape = connection.Query($"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {SqlName.Quote(column.Name)}"))}", cancellationToken);
        return shape.Columns;
    }
}
