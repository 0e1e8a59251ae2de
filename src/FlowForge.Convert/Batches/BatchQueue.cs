using System.Collections.Concurrent;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Batches;

/// <summary>The batches of one block on their way to the engine: one writer, one reader, at most <see cref="Limit"/> waiting.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification =
    "Never disposed: the reader may see the end while the writer is still inside CompleteAdding, and nothing unmanaged is held.")]
internal sealed class BatchQueue(CancellationToken cancellationToken)
{
    private const int Limit = 48;
    private readonly BlockingCollection<Batch> _batches = new(Limit);

    /// <summary>Waits while the queue is full.</summary>
    internal void Add(Batch batch) => _batches.Add(batch, cancellationToken);

    internal void Complete() => _batches.CompleteAdding();

    /// <summary>Waits for the next batch; false when the block is at its end.</summary>
    internal bool TryTake(out Batch batch) => _batches.TryTake(out batch!, Timeout.Infinite, cancellationToken);
}

/// <summary>Batches of one table, used again and again. Thread-safe.</summary>
internal sealed class BatchPool(IReadOnlyList<Column> columns)
{
    private readonly ConcurrentBag<Batch> _free = [];

    internal Batch Take() => _free.TryTake(out Batch? batch) ? batch : new Batch(columns);

    internal void Return(Batch batch)
    {
        batch.Clear();
        _free.Add(batch);
    }
}
