using FlowForge.Lakehouse.Delta.DeletionVectors;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Which rows of a data file are read.</summary>
/// <param name="Only">Only the rows of this vector; null: all.</param>
/// <param name="Except">But not the rows of this one; null: none.</param>
internal sealed record RowRule(DeletionVectorDescriptor? Only, DeletionVectorDescriptor? Except)
{
    /// <summary>Null when all rows are read.</summary>
    internal static RowRule? Without(DeletionVectorDescriptor? deleted) => deleted is null ? null : new RowRule(null, deleted);

    internal RowSelection Load(ITableStore store) => new(
        Only is null ? null : DeletionVectorReader.Read(store, Only),
        Except is null ? RowSet.Empty : DeletionVectorReader.Read(store, Except));
}

/// <summary>A rule with its vectors in memory. Immutable; thread-safe.</summary>
internal sealed record RowSelection(RowSet? Only, RowSet Except)
{
    /// <summary>Sets 1 for every row that is read and 0 for the others.</summary>
    internal void Mark(ReadOnlySpan<long> rows, Span<byte> marks)
    {
        if (Only is null) marks[..rows.Length].Fill(1);
        else
            for (int i = 0; i < rows.Length; i++)
                marks[i] = Only.Contains(rows[i]) ? (byte)1 : (byte)0;
        Except.ClearMarks(rows, marks);
    }
}
