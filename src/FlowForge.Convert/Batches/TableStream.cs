using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FlowForge.Convert.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Convert.Batches;

/// <summary>The rows of one table for the engine, block after block, dealt out in runs so that several queries may take them.</summary>
internal sealed class TableStream : IDisposable
{
    private readonly ReadPump _pump;
    private readonly IReadOnlyList<ColumnSpec> _specs;
    private readonly BatchPool _pool;
    private readonly BlockingCollection<(BatchQueue Queue, CountdownEvent Tables)> _blocks = [];
    private readonly SemaphoreSlim _turn = new(1);
    private (BatchQueue Queue, CountdownEvent Tables)? _current;
    private Batch? _ahead;
    private int _runs;
    private long _rows;

    internal TableStream(ReadPump pump, IReadOnlyList<ColumnSpec> specs)
    {
        _pump = pump;
        _specs = specs;
        Columns = [.. specs.Select(spec => new Column(spec.Name, spec.Type))];
        _pool = new BatchPool(Columns);
    }

    internal IReadOnlyList<Column> Columns { get; }

    /// <summary>Rows that the engine has taken.</summary>
    internal long Rows => Interlocked.Read(ref _rows);

    internal BatchRowWriter NewWriter(IRejectSink rejects) => new(_specs, _pool, rejects);

    internal void Enqueue(BatchQueue queue, CountdownEvent tables) => _blocks.Add((queue, tables));

    internal void Complete() => _blocks.CompleteAdding();

    /// <summary>The next run of rows, to be read to its end by one query. Waits until the run before has been read, not until its query is done.</summary>
    /// <param name="rows">The run ends with the batch that reaches it.</param>
    /// <param name="run">Of an empty table there is one, without rows.</param>
    /// <returns>False at the end of the table.</returns>
    internal bool TryNextRun(long rows, [NotNullWhen(true)] out Run? run)
    {
        run = null;
        _turn.Wait(_pump.Stopping);
        if (_ahead is null && !TryNext(out _ahead) && _runs > 0)
        {
            _turn.Release();
            return false;
        }
        run = new Run(this, _runs++, rows);
        return true;
    }

    /// <summary>Reads what is left and throws it away, until the end or until the pass is stopped.</summary>
    internal void Discard()
    {
        try
        {
            while (TryTake(out Batch? batch)) _pool.Return(batch);
        }
        catch (OperationCanceledException) when (_pump.Stopping.IsCancellationRequested)
        {
            // Stopped: the others have enough, or failed and tell why.
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _blocks.Dispose();
    }

    private bool TryTake([NotNullWhen(true)] out Batch? batch)
    {
        batch = _ahead;
        _ahead = null;
        return batch is not null || TryNext(out batch);
    }

    private bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        while (true)
        {
            _current ??= _blocks.TryTake(out (BatchQueue, CountdownEvent) next, Timeout.Infinite, _pump.Stopping) ? next : null;
            if (_current is not { } current)
            {
                batch = null;
                return false;
            }
            if (current.Queue.TryTake(out batch)) return true;
            _current = null;
            if (current.Tables.Signal())
            {
                current.Tables.Dispose();
                _pump.ReleaseSlot();
            }
        }
    }

    /// <summary>Consecutive rows of the table. Read to its end or disposed, it lets the next run begin.</summary>
    /// <param name="number">From zero.</param>
    internal sealed class Run(TableStream stream, int number, long rows) : IBatchSource, IDisposable
    {
        private Batch? _lent;
        private long _taken;
        private bool _over;

        public IReadOnlyList<Column> Columns => stream.Columns;

        internal int Number => number;

        public void Fill(DataChunk chunk)
        {
            // The engine copies a chunk before it asks for the next one, so the batch whose memory it points into is free only now.
            if (_lent is not null) stream._pool.Return(_lent);
            _lent = null;
            try
            {
                if (_over || !stream.TryTake(out Batch? batch))
                {
                    chunk.Count = 0;
                    Dispose();
                    return;
                }
                batch.CopyTo(chunk);
                _taken += batch.Rows;
                Interlocked.Add(ref stream._rows, batch.Rows);
                _lent = batch;
                // The engine encodes a full row group before it asks again: the next run need not wait for that.
                if (_taken >= rows) Dispose();
            }
            catch (OperationCanceledException)
            {
                stream._pump.Throw();
                throw;
            }
        }

        public void Dispose()
        {
            if (_over) return;
            _over = true;
            stream._turn.Release();
        }
    }
}
