using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Convert.Batches;

/// <summary>Up to <see cref="Capacity"/> rows on their way from a reader to the engine.</summary>
internal sealed class Batch
{
    /// <summary>Cells that a batch may hold, so that a table of 16,384 columns does not take 2,048 rows of them at once.</summary>
    private const int MaxCells = 1 << 20;

    internal Batch(IReadOnlyList<Column> columns)
    {
        Columns = [.. columns.Select(column => ColumnBuffer.For(column.Type))];
        Capacity = Math.Clamp(MaxCells / Math.Max(1, columns.Count), 16, Vector.Capacity);
        Clear();
    }

    internal ColumnBuffer[] Columns { get; }

    internal int Capacity { get; }

    internal int Rows { get; set; }

    internal void CopyTo(DataChunk chunk)
    {
        for (int i = 0; i < Columns.Length; i++) Columns[i].CopyTo(chunk[i]);
        chunk.Count = Rows;
    }

    internal void Clear()
    {
        Rows = 0;
        foreach (ColumnBuffer column in Columns) column.Clear();
    }
}
