using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Catalog;

/// <summary>What a plan's checker wants to know of tables outside of the plan, from the catalog. Sources it does not know.</summary>
public sealed class CatalogSchemas(LocalCatalog catalog, DuckDbDatabase engine) : ISchemaSource
{
    public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => null;

    /// <summary>Null also for a table that cannot be read: that is for the run to say.</summary>
    public IReadOnlyList<Column>? ColumnsOf(TableName table)
    {
        try
        {
            return catalog.Exists(table) ? catalog.Table(table, engine).Latest().Schema.Columns : null;
        }
        catch (InputException)
        {
            return null;
        }
    }
}
