using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Queries;

/// <summary>Fills a table fast, by rows or by whole chunks. Not thread-safe.</summary>
/// <remarks>Rows become visible with <see cref="Flush"/>, and some before it, as the engine's own buffer fills: run it inside a transaction
/// where all or nothing matters. Disposing without Flush forgets the rows that the table does not have yet.</remarks>
public sealed class Appender : IDisposable
{
    private readonly AppenderHandle _handle;
    private readonly ChunkHandle _chunk;
    private readonly ValueWriter[] _writers;

    internal Appender(AppenderHandle handle, IReadOnlyList<Column> columns)
    {
        _handle = handle;
        Columns = columns;
        _chunk = DataChunk.Create(columns);
        _writers = [.. columns.Select(column => ValueWriter.For(column.Type))];
    }

    /// <summary>The table's columns, in its order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The rows gathered for the table. Write into its vectors at row <c>Chunk.Count</c>, then call <see cref="EndRow"/>; or fill many rows,
    /// set the count, then call <see cref="EndChunk"/>.</summary>
    public DataChunk Chunk => new(_chunk.Lend());

    /// <summary>Counts the row just written into <see cref="Chunk"/>.</summary>
    /// <exception cref="DuckDbException">The chunk was full and the table refused its rows.</exception>
    public void EndRow()
    {
        DataChunk chunk = Chunk;
        if (++chunk.Count == Vector.Capacity) EndChunk();
    }

    /// <summary>Appends a row of objects, one for each column; see <see cref="ValueWriter"/>.</summary>
    /// <exception cref="ArgumentException">Not one value for each column.</exception>
    /// <inheritdoc cref="EndRow"/>
    public void AppendRow(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _writers.Length)
            throw new ArgumentException($"Found {values.Length} values, expected {_writers.Length}, one for each column.", nameof(values));
        DataChunk chunk = Chunk;
        for (int i = 0; i < values.Length; i++) _writers[i].Write(chunk[i], chunk.Count, values[i]);
        EndRow();
    }

    /// <summary>Appends everything that the source gives. Its columns must be the table's.</summary>
    /// <exception cref="DuckDbException">The table refused the rows.</exception>
    public void Append(IBatchSource source, CancellationToken cancellationToken = default)
    {
        if (!source.Columns.Select(column => column.Type).SequenceEqual(Columns.Select(column => column.Type)))
            throw new ArgumentException($"The source has other column types than the table: {string.Join(", ", source.Columns.Select(column => column.Type))}.", nameof(source));
        EndChunk();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            source.Fill(Chunk, cancellationToken);
            if (Chunk.Count == 0) return;
            EndChunk();
        }
    }

    /// <summary>Gives the gathered rows to the engine and empties <see cref="Chunk"/>.</summary>
    /// <exception cref="DuckDbException">The table refused the rows.</exception>
    public void EndChunk()
    {
        DataChunk chunk = Chunk;
        if (chunk.Count > 0) Check(Appenders.Append(_handle, _chunk));
        chunk.Clear();
    }

    /// <summary>Writes all rows into the table.</summary>
    /// <exception cref="DuckDbException">The table refused the rows: a constraint, for instance.</exception>
    public void Flush()
    {
        EndChunk();
        Check(Appenders.Flush(_handle));
    }

    public void Dispose()
    {
        if (!_handle.IsClosed) _ = Appenders.Clear(_handle);
        _handle.Dispose();
        _chunk.Dispose();
    }

    private void Check(DuckDbState state)
    {
        if (state == DuckDbState.Success) return;
        using ErrorDataHandle error = Appenders.Error(_handle);
        throw new DuckDbException(Errors.Type(error), Errors.Message(error));
    }
}
