using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;

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

    /// <summary>Cancelled when the pass is over before its end.</summary>
    internal CancellationToken Stopping => _stop.Token;

    /// <summary>Lets the next block of the input in: one was taken whole.</summary>
    internal void ReleaseSlot() => _slots.Release();

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
        foreach (TableStream stream in _streams) stream.Dispose();
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
}
