using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>Takes every value and remembers none. Thread-safe.</summary>
internal sealed class IgnoringWriter : ColumnWriter
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

/// <summary>Takes the rows of a table that nobody wants.</summary>
internal sealed class IgnoringRowWriter(int columns) : RowWriter
{
    public override IReadOnlyList<ColumnWriter> Columns { get; } = [.. Enumerable.Repeat(IgnoringWriter.Instance, columns)];

    public override bool EndRow() => true;

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw)
    {
    }
}
