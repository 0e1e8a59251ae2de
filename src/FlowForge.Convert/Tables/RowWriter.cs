using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>Takes the rows of one table, cell by cell. Not thread-safe. A cell that is not written is null.</summary>
public abstract class RowWriter
{
    /// <summary>The columns, in the table's order.</summary>
    public abstract IReadOnlyList<ColumnWriter> Columns { get; }

    public ColumnWriter this[int column] => Columns[column];

    /// <summary>Ends the row. False when enough rows were seen and the reader should return.</summary>
    public abstract bool EndRow();

    /// <summary>Sets aside something that is not a row of this table: kept with its reason in <c>&lt;table&gt;._rejected</c>.</summary>
    /// <param name="where">Line and column as far as known.</param>
    /// <param name="raw">The input's own bytes, or what can be shown of them; cut at 64 KiB.</param>
    public abstract void Reject(Location where, string reason, ReadOnlySpan<byte> raw);
}

/// <summary>Takes the values of one column, or the elements of a list, or the field of a struct: each call appends one value.</summary>
/// <remarks>A call that does not fit the column's type makes the conversion look at the whole input again and choose a wider type;
/// for a declared type it is the reader's error. Units are those of <see cref="Core.Schemas.DataType"/>.</remarks>
public abstract class ColumnWriter
{
    /// <summary>Text in UTF-8, as written in the input. Decides the type of an undeclared column together with all its other values.</summary>
    public abstract void Text(ReadOnlySpan<byte> utf8);

    public abstract void Null();

    public abstract void Boolean(bool value);

    public abstract void Integer(long value);

    public abstract void Double(double value);

    /// <summary>The exact number <paramref name="unscaled"/> × 10^-<paramref name="scale"/>; up to 38 digits.</summary>
    public abstract void Decimal(Int128 unscaled, int scale);

    /// <param name="days">Since 1970-01-01, proleptic Gregorian.</param>
    public abstract void Date(int days);

    /// <param name="microseconds">Since midnight.</param>
    public abstract void Time(long microseconds);

    /// <param name="microseconds">Since 1970-01-01 00:00, no zone.</param>
    public abstract void Timestamp(long microseconds);

    /// <param name="microseconds">Since 1970-01-01 00:00 UTC.</param>
    public abstract void TimestampTz(long microseconds);

    public abstract void Blob(ReadOnlySpan<byte> bytes);

    public abstract void Uuid(Guid value);

    /// <summary>For a LIST: where this value's elements go, between <see cref="BeginList"/> and <see cref="EndList"/>.</summary>
    public virtual ColumnWriter Element => throw new InvalidOperationException("Not a LIST column.");

    public virtual void BeginList() => throw new InvalidOperationException("Not a LIST column.");

    public virtual void EndList() => throw new InvalidOperationException("Not a LIST column.");

    /// <summary>For a STRUCT: the writer of a field. Fields not written before <see cref="EndStruct"/> are null.</summary>
    public virtual ColumnWriter Field(int index) => throw new InvalidOperationException("Not a STRUCT column.");

    public virtual void EndStruct() => throw new InvalidOperationException("Not a STRUCT column.");
}
