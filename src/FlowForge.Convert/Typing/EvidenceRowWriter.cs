using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Typing;

/// <summary>Looks at rows to learn what their columns are, and keeps none. One a worker.</summary>
internal sealed class EvidenceRowWriter : RowWriter
{
    private readonly ColumnWriter[] _columns;
    private readonly long _enough;

    /// <param name="enough">Rows after which the reader may stop.</param>
    internal EvidenceRowWriter(SourceTable table, bool allText, long enough)
    {
        _columns = [.. table.Columns.Select(column => column.Type is null && !allText ? new ColumnEvidence(column.Inference) : (ColumnWriter)IgnoringWriter.Instance)];
        _enough = enough;
    }

    public override IReadOnlyList<ColumnWriter> Columns => _columns;

    internal long Rows { get; private set; }

    public override bool EndRow() => ++Rows < _enough;

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw)
    {
    }

    internal void Merge(EvidenceRowWriter other)
    {
        Rows += other.Rows;
        for (int i = 0; i < _columns.Length; i++)
            if (_columns[i] is ColumnEvidence mine)
                mine.Merge((ColumnEvidence)other._columns[i]);
    }

    /// <summary>Takes everything and remembers nothing: for columns whose type is known.</summary>
    private sealed class IgnoringWriter : ColumnWriter
    {
        internal static IgnoringWriter Instance { get; } = new();

        public override ColumnWriter Element => this;

        public override void Text(ReadOnlySpan<byte> utf8)
        {
        }

        public override void Null()
        {
        }

        public override void Boolean(bool value)
        {
        }

        public override void Integer(long value)
        {
        }

        public override void Double(double value)
        {
        }

        public override void Decimal(Int128 unscaled, int scale)
        {
        }

        public override void Date(int days)
        {
        }

        public override void Time(long microseconds)
        {
        }

        public override void Timestamp(long microseconds)
        {
        }

        public override void TimestampTz(long microseconds)
        {
        }

        public override void Blob(ReadOnlySpan<byte> bytes)
        {
        }

        public override void Uuid(Guid value)
        {
        }

        public override void BeginList()
        {
        }

        public override void EndList()
        {
        }

        public override ColumnWriter Field(int index) => this;

        public override void EndStruct()
        {
        }
    }
}
