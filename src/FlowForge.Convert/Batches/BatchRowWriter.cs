using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Batches;

/// <summary>Turns cells into batches of one table. One a worker; told before each block where its batches go.</summary>
internal sealed class BatchRowWriter : RowWriter
{
    private readonly TypedWriter[] _writers;
    private readonly BatchPool _pool;
    private readonly IRejectSink _rejects;
    private BatchQueue _output = null!;
    private Batch? _batch;

    internal BatchRowWriter(IReadOnlyList<ColumnSpec> columns, BatchPool pool, IRejectSink rejects)
    {
        _writers = [.. columns.Select(TypedWriter.For)];
        _pool = pool;
        _rejects = rejects;
    }

    public override IReadOnlyList<ColumnWriter> Columns => _writers;

    /// <summary>Begins a block whose batches go to <paramref name="output"/>.</summary>
    internal void Begin(BatchQueue output)
    {
        _output = output;
        Renew();
    }

    public override bool EndRow()
    {
        Batch batch = _batch!;
        int rows = ++batch.Rows;
        foreach (ColumnBuffer column in batch.Columns)
        {
            if (column.Count == rows) continue;
            if (column.Count > rows) throw new InvalidOperationException("A reader wrote two values into one cell.");
            column.PadTo(rows);
        }
        if (rows == batch.Capacity)
        {
            _output.Add(batch);
            Renew();
        }
        return true;
    }

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => _rejects.Add(where, reason, raw);

    /// <summary>Ends the block: hands over what is left.</summary>
    internal void End()
    {
        if (_batch is { Rows: > 0 } batch) _output.Add(batch);
        else if (_batch is not null) _pool.Return(_batch);
        _batch = null;
        _output.Complete();
    }

    private void Renew()
    {
        _batch = _pool.Take();
        for (int i = 0; i < _writers.Length; i++) _writers[i].Attach(_batch.Columns[i]);
    }
}

/// <summary>Takes what was set aside. Thread-safe.</summary>
internal interface IRejectSink
{
    void Add(Location where, string reason, ReadOnlySpan<byte> raw);
}
