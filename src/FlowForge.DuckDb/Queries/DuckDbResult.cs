using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Queries;

/// <summary>The rows of a query, chunk by chunk, once. Not thread-safe.</summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly ResultHandle _handle;
    private readonly Statement _statement;
    private ChunkHandle? _chunk;

    internal DuckDbResult(ResultHandle handle, Statement statement)
    {
        _handle = handle;
        _statement = statement;
        var columns = new Column[Results.ColumnCount(handle)];
        for (int i = 0; i < columns.Length; i++) columns[i] = ReadColumn((ulong)i);
        Columns = columns;
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Rows inserted, updated or deleted by the statement.</summary>
    public long RowsChanged => (long)Results.RowsChanged(_handle);

    /// <summary>The next rows, lent until the next call. A streaming result computes them now.</summary>
    /// <exception cref="DuckDbException">The engine failed at these rows.</exception>
    /// <exception cref="OperationCanceledException">The query's token was cancelled.</exception>
    public bool TryNext(out DataChunk chunk)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _chunk?.Dispose();
        _chunk = _handle.Fetch();
        chunk = new DataChunk(_chunk.Lend());
        if (!_chunk.IsInvalid) return true;
        string message = Results.Error(_handle);
        if (message.Length > 0) throw _statement.Failure(Results.ErrorType(_handle), message);
        return false;
    }

    /// <summary>The rows as objects, as <see cref="ValueReader"/> gives them; each row is the caller's to keep.</summary>
    public IEnumerable<object?[]> Rows()
    {
        ValueReader[] readers = [.. Columns.Select(column => ValueReader.For(column.Type))];
        while (TryNext(out DataChunk chunk))
        {
            int count = chunk.Count;
            for (int row = 0; row < count; row++) yield return ReadRow(readers, row);
        }
    }

    public void Dispose()
    {
        _chunk?.Dispose();
        _handle.Dispose();
        _statement.Dispose();
    }

    private object?[] ReadRow(ValueReader[] readers, int row)
    {
        var chunk = new DataChunk(_chunk!.Lend());
        var values = new object?[readers.Length];
        for (int i = 0; i < values.Length; i++) values[i] = readers[i].Read(chunk[i], row);
        return values;
    }

    private Column ReadColumn(ulong index)
    {
        string name = Results.ColumnName(_handle, index);
        try
        {
            return new Column(name, LogicalType.Take(Results.ColumnType(_handle, index)));
        }
        catch (DuckDbException unknown)
        {
            throw new DuckDbException(unknown.ErrorType, $"Column {SqlName.Quote(name)}: {unknown.Message}");
        }
    }
}
