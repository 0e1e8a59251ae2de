using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Delta has no empty text among partition values: it is null there, and comes back as null.</summary>
/// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#partition-value-serialization. Rows that kept theirs until they were written would
/// differ from the table's for ever: written anew by every run, or added by every merge on such a key.</remarks>
internal static class PartitionTexts
{
    /// <summary>The rows as the table will give them back.</summary>
    internal static Relation AsStored(Relation rows, PlanTable table, ITableCatalog catalog, CancellationToken cancellationToken)
    {
        IEnumerable<string> partitions = catalog.Place(table.Address).TryLatest(cancellationToken) is { } there ? there.Schema.PartitionFields.Select(field => field.Name) : table.PartitionedBy.Select(name => name.Text);
        Computed[] texts = [.. partitions.Select(rows.Find).OfType<Column>().Where(column => column.Type == DataType.Varchar || column.Type == DataType.Blob)
            .Select(column => new Computed(column.Name, $"nullif({SqlName.Quote(column.Name)}, ''{(column.Type == DataType.Blob ? "::BLOB" : "")})", column.Type))];
        return texts.Length == 0 ? rows : rows.With(texts) with { IsStored = rows.IsStored };
    }
}
