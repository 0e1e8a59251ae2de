using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Lakehouse.Catalog;

/// <summary>The tables of a local catalog, as a run sees them.</summary>
/// <param name="engine">Reads their checkpoints.</param>
public sealed class CatalogTables(LocalCatalog catalog, DuckDbDatabase engine) : ITableCatalog
{
    public DeltaTable? Find(TableName name) => catalog.Exists(name) ? catalog.Table(name, engine) : null;

    public DeltaTable Place(TableName name) => catalog.Table(name, engine);
}
