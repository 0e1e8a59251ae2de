using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Vectors;

/// <summary>Up to 2,048 rows as one vector a column. Lent: valid until its owner asks for the next one.</summary>
public readonly ref struct DataChunk
{
    private readonly ChunkPtr _pointer;

    internal DataChunk(ChunkPtr pointer) => _pointer = pointer;

    public int ColumnCount => (int)Chunks.ColumnCount(_pointer);

    /// <summary>Rows in use, 0 to 2,048.</summary>
    public int Count
    {
        get => (int)Chunks.Size(_pointer);
        set => Chunks.SetSize(_pointer, (ulong)value);
    }

    public Vector this[int column] => new(Chunks.Vector(_pointer, (ulong)column));

    /// <summary>A chunk of our own with room for 2,048 rows.</summary>
    internal static unsafe ChunkHandle Create(IReadOnlyList<Column> columns) => LogicalType.WithAll(columns.Select(column => column.Type), types =>
    {
        fixed (nint* pointers = types)
            return Chunks.Create(pointers, (ulong)types.Length);
    });

    /// <summary>Back to no rows, no nulls and no texts.</summary>
    internal void Clear() => Chunks.Reset(_pointer);
}
