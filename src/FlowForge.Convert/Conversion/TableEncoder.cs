using FlowForge.Convert.Batches;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Parquet;

namespace FlowForge.Convert.Conversion;

/// <summary>Writes one table's rows in their order. Encoding costs as much as reading, so Parquet is encoded a row group a thread.</summary>
/// <param name="projection">What to select of the stream's columns.</param>
internal sealed class TableEncoder(DuckDbDatabase engine, TableStream stream, string target, ConversionRequest request, string projection) : IDisposable
{
    private static int s_functions;
    private readonly ParquetParts? _parts = request is { WritesParquet: true, FirstRows: null } ? new ParquetParts(target) : null;

    /// <summary>Whether several threads may encode.</summary>
    internal bool TakesParts => _parts is not null;

    /// <summary>Writes runs of rows until there are none left, or the first one when no more are wanted.</summary>
    internal void Encode(CancellationToken cancellationToken)
    {
        long rows = TakesParts ? request.Parquet.RowGroupRows : request.FirstRows ?? long.MaxValue;
        string function = $"batches_{Interlocked.Increment(ref s_functions)}";
        using DuckDbConnection connection = engine.Connect();
        while (stream.TryNextRun(rows, out TableStream.Run? run))
        {
            using (run)
            {
                string path = _parts?.NewPart(run.Number) ?? target;
                BatchFunction.Execute(connection, function, run, $"COPY (SELECT {projection} FROM {function}(){request.Limit}) TO {SqlName.Literal(path)} ({request.CopyOptions()})", cancellationToken);
                _parts?.Add(run.Number);
            }
            if (request.FirstRows is not null) return;
        }
    }

    /// <summary>Takes away what is left, because other tables of the pass may still need what comes with it. Returns when the pass is over.</summary>
    internal void Discard() => stream.Discard();

    /// <summary>Completes the file, after every thread has returned.</summary>
    internal void Finish() => _parts?.Finish();

    public void Dispose() => _parts?.Dispose();
}
