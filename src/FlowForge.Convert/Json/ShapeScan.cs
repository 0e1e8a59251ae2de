using System.Collections.Concurrent;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>Looks at records and tells the shape of each table: at the first ones, or at all.</summary>
internal static class ShapeScan
{
    /// <summary>The shapes that the first records show; of a table of which none came, an empty one.</summary>
    internal static Shape[] First(IReadOnlyList<JsonOutline> outlines, int blockBytes, CancellationToken cancellationToken)
    {
        var budget = new ShapeBudget();
        Shape[] shapes = [new Shape(budget), new Shape(budget)];
        var record = new JsonRecord();
        int left = JsonLimits.SampleRecords;
        long bytes = 0;
        foreach (JsonOutline outline in outlines)
        {
            foreach (JsonBlock block in JsonBlocks.Of(outline, blockBytes, new Warnings(), progress: null))
            {
                using (block)
                {
                    var sink = new Sink(shapes[block.Table], block.Table == JsonBlocks.RowTable ? left : int.MaxValue);
                    RecordParser.Parse(block, record, sink, cancellationToken);
                    if (block.Table == JsonBlocks.RestTable) continue;
                    left = sink.Left;
                    bytes += block.Text.Length;
                }
                if (left <= 0 || bytes >= JsonLimits.SampleBytes) return shapes;
            }
        }
        return shapes;
    }

    /// <summary>The shapes of all records. Blocks are looked at side by side; memory is that of a few blocks.</summary>
    internal static Shape[] All(IReadOnlyList<JsonOutline> outlines, int blockBytes, CancellationToken cancellationToken)
    {
        var budget = new ShapeBudget();
        Shape[] shapes = [new Shape(budget), new Shape(budget)];
        var waiting = new Dictionary<long, (int Table, Shape Shape)>();
        long next = 0;
        var records = new ConcurrentBag<JsonRecord>();
        IEnumerable<JsonBlock> blocks = outlines.SelectMany(outline => JsonBlocks.Of(outline, blockBytes, new Warnings(), progress: null));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(Partitioner.Create(blocks, EnumerablePartitionerOptions.NoBuffering), options, (block, _, position) =>
            {
                var shape = new Shape(new ShapeBudget());
                if (!records.TryTake(out JsonRecord? record)) record = new JsonRecord();
                using (block) RecordParser.Parse(block, record, new Sink(shape, int.MaxValue), cancellationToken);
                records.Add(record);
                lock (waiting)
                {
                    // Fields keep the order of first sight, so the parts are joined in the order of the text.
                    waiting.Add(position, (block.Table, shape));
                    while (waiting.Remove(next, out (int Table, Shape Shape) part))
                    {
                        shapes[part.Table].Merge(part.Shape);
                        next++;
                    }
                }
            });
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions.OfType<InputException>().FirstOrDefault() ?? several.InnerExceptions[0]);
        }
        return shapes;
    }

    private sealed class Sink(Shape shape, int limit) : IRecordSink
    {
        internal int Left { get; private set; } = limit;

        public bool Take(JsonRecord record)
        {
            shape.Observe(record, 0);
            return --Left > 0;
        }

        // Broken lines are told when the rows are read.
        public void Reject(Location where, string reason, ReadOnlySpan<byte> raw)
        {
        }
    }
}
