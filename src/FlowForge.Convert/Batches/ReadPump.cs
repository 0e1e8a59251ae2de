using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Convert.Batches;

/// <summary>One pass over a reader: workers parse blocks ahead while the engine takes their batches, in the order of the input.</summary>
/// <remarks>Memory is bounded: a few blocks are in flight, and each waits when the engine is behind. The first failure stops everything
/// and comes out of <see cref="Throw"/> and of the engine's call.</remarks>
internal sealed class ReadPump : IDisposable
{
    private readonly TableReader _reader;
    private readonly TableStream[] _streams;
    private readonly IRejectSink[] _rejects;
    private readonly int _workers;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop;
    private readonly BlockingCollection<(Block Block, BatchQueue[] Outputs)> _work;
    private readonly List<Thread> _threads = [];
    private ExceptionDispatchInfo? _failure;

    internal ReadPump(TableReader reader, IReadOnlyList<IReadOnlyList<ColumnSpec>> tables, IReadOnlyList<IRejectSink> rejects, int workers, CancellationToken cancellationToken)
    {
        _reader = reader;
        _rejects = [.. rejects];
        _workers = workers;
        _slots = new SemaphoreSlim(workers + 2);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = new BlockingCollection<(Block, BatchQueue[])>();
        _streams = [.. tables.Select(columns => new TableStream(this, columns))];
    }

    /// <summary>The tables' rows, each to be read to its end by one query.</summary>
    internal IReadOnlyList<TableStream> Streams => _streams;

    internal void Start()
    {
        Launch(Dispatch);
        for (int i = 0; i < _workers; i++) Launch(Work);
    }

    /// <summary>Stops the workers without waiting for the rest of the input.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>Throws what went wrong in a worker, if anything.</summary>
    internal void Throw() => _failure?.Throw();

    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        foreach ((Block block, _) in _work) block.Dispose();
        _work.Dispose();
        _slots.Dispose();
        _stop.Dispose();
    }

    private void Launch(Action body)
    {
        // 16 MiB: nested values are read by recursion, and the depth caps of the readers are set with this in mind.
        var thread = new Thread(() => Guard(body), 16 << 20) { IsBackground = true, Name = "flowforge-read" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            _stop.Cancel();
        }
    }

    private void Dispatch()
    {
        try
        {
            foreach (Block block in _reader.Blocks(_stop.Token))
            {
                _slots.Wait(_stop.Token);
                var outputs = new BatchQueue[_streams.Length];
                for (int i = 0; i < outputs.Length; i++) outputs[i] = new BatchQueue(_stop.Token);
                var tables = new CountdownEvent(outputs.Length);
                for (int i = 0; i < outputs.Length; i++) _streams[i].Enqueue(outputs[i], tables);
                _work.Add((block, outputs), _stop.Token);
            }
        }
        finally
        {
            _work.CompleteAdding();
        }
        foreach (TableStream stream in _streams) stream.Complete();
    }

    private void Work()
    {
        var writers = new BatchRowWriter[_streams.Length];
        for (int i = 0; i < writers.Length; i++) writers[i] = _streams[i].NewWriter(_rejects[i]);
        foreach ((Block block, BatchQueue[] outputs) in _work.GetConsumingEnumerable(_stop.Token))
        {
            using (block)
            {
                for (int i = 0; i < writers.Length; i++) writers[i].Begin(outputs[i]);
                _reader.Read(block, writers, _stop.Token);
                foreach (BatchRowWriter writer in writers) writer.End();
            }
        }
    }

    /// <summary>The rows of one table for the engine, block after block.</summary>
    internal sealed class TableStream : IBatchSource
    {
        private readonly ReadPump _pump;
        private readonly IReadOnlyList<ColumnSpec> _specs;
        private readonly BatchPool _pool;
        private readonly BlockingCollection<(BatchQueue Queue, CountdownEvent Tables)> _blocks = [];
        private (BatchQueue Queue, CountdownEvent Tables)? _current;
        private Batch? _lent;
        private long _rows;

        internal TableStream(ReadPump pump, IReadOnlyList<ColumnSpec> specs)
        {
            _pump = pump;
            _specs = specs;
            Columns = [.. specs.Select(spec => new Column(spec.Name, spec.Type))];
            _pool = new BatchPool(Columns);
        }

        public IReadOnlyList<Column> Columns { get; }

        /// <summary>Rows that the engine has taken.</summary>
        internal long Rows => Interlocked.Read(ref _rows);

        internal BatchRowWriter NewWriter(IRejectSink rejects) => new(_specs, _pool, rejects);

        internal void Enqueue(BatchQueue queue, CountdownEvent tables) => _blocks.Add((queue, tables));

        internal void Complete() => _blocks.CompleteAdding();

        public void Fill(DataChunk chunk)
        {
            // The engine copies a chunk before it asks for the next one, so the batch whose memory it points into is free only now.
            if (_lent is not null) _pool.Return(_lent);
            _lent = null;
            try
            {
                if (!TryNext(out Batch? batch))
                {
                    chunk.Count = 0;
                    return;
                }
                batch.CopyTo(chunk);
                Interlocked.Add(ref _rows, batch.Rows);
                _lent = batch;
            }
            catch (OperationCanceledException)
            {
                _pump.Throw();
                throw;
            }
        }

        private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Batch? batch)
        {
            while (true)
            {
                _current ??= _blocks.TryTake(out (BatchQueue, CountdownEvent) next, Timeout.Infinite, _pump._stop.Token) ? next : null;
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
                    _pump._slots.Release();
                }
            }
        }
    }
}
