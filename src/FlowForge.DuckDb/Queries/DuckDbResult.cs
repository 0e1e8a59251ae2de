using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Queries;

/// <summary>The rows of a query, chunk by chunk. Not thread-safe.</summary>
public sealed class DuckDbResult : IDisposable
{
    private ResultStruct _result;
    private nint _chunk;
    private bool _disposed;

    internal DuckDbResult(ResultStruct result)
    {
        _result = result;
        var columns = new Column[Results.ColumnCount(ref _result)];
        for (ulong i = 0; i < (ulong)columns.Length; i++)
            columns[i] = new Column(Marshal.PtrToStringUTF8(Results.ColumnName(ref _result, i)) ?? "", LogicalType.Owned(Results.ColumnLogicalType(ref _result, i)));
        Columns = columns;
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Rows inserted, updated or deleted by the statement.</summary>
    public long RowsChanged => (long)Results.RowsChanged(ref _result);

    /// <summary>The next rows, lent until the next call.</summary>
    public bool TryNext(out DataChunk chunk)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Chunks.Destroy(ref _chunk);
        _chunk = Results.FetchChunk(_result);
        chunk = new DataChunk(new ChunkPtr(_chunk));
        return _chunk != 0;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Chunks.Destroy(ref _chunk);
        Results.Destroy(ref _result);
    }
}
