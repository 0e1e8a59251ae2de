using FlowForge.Core.Plans;
using FlowForge.Lakehouse.Delta;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Where tables lie, by their names. Thread-safe.</summary>
public interface ITableCatalog
{
    /// <summary>The table; null when nobody has created it yet.</summary>
    DeltaTable? Find(TableName name);

    /// <summary>The place of a table that is about to be created, or of the one that is there.</summary>
    DeltaTable Place(TableName name);
}
