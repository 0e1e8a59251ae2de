using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Execution;

/// <summary>The columns of what lies around a plan, as a check before a run sees them: Parquet and Delta sources, tables of the catalog. Sources that must be converted first are not looked at.</summary>
public sealed class RunSchemas(ITableCatalog catalog, DuckDbDatabase engine, RunOptions options) : ISchemaSource
{
    /// <remarks>A source that cannot be read is unknown here; the run says why.</remarks>
    public IReadOnlyList<Column>? ColumnsOf(PlanSource source)
    {
        using DuckDbConnection connection = engine.Connect();
        DuckDbSql.Install(connection);
        DeltaRelation.Prepare(connection);
        using var files = new SourceFiles(engine, connection, options with { Sources = null }, "");
        try
        {
            return files.Read(source, CancellationToken.None).Rows.Columns;
        }
        catch (InputException)
        {
            return null;
        }
    }

    public IReadOnlyList<Column>? ColumnsOf(TableName table) => catalog.Find(table)?.Latest().Schema.Columns;
}
