using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Tables in folders below a root, as the local catalog lays them out.</summary>
/// <param name="wrap">Puts something between the tables and their folders, such as faults.</param>
internal sealed class FolderCatalog(string root, DuckDbDatabase engine, Func<ITableStore, ITableStore>? wrap = null) : ITableCatalog
{
    public DeltaTable? Find(TableName name) => DeltaTable.IsTable(FolderOf(name)) ? Place(name) : null;

    public DeltaTable Place(TableName name)
    {
        ITableStore store = new LocalTableStore(FolderOf(name));
        return new DeltaTable(wrap is null ? store : wrap(store), engine);
    }

    internal string FolderOf(TableName name) => Path.Combine(root, name.Catalog.ToLowerInvariant(), name.Schema.ToLowerInvariant(), "tables", name.Table.ToLowerInvariant());
}
