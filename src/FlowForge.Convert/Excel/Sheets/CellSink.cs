namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Takes the cells of a sheet. Rows and columns count from 0. Cells that hold nothing, not even a formula, are not told.</summary>
/// <remarks>Rows come in the order of the file, which is nearly always ascending; the cells of a row in any order.</remarks>
internal abstract class CellSink
{
    public const int MaxRows = 1_048_576;
    public const int MaxColumns = 16_384;

    /// <summary>The cells that follow belong to this row. The number just told again: the row goes on.</summary>
    /// <returns>False when enough was seen; the sheet then stops reading.</returns>
    public abstract bool BeginRow(int row);

    /// <param name="utf8">Valid UTF-8, escapes undone; lent for the call. Empty text is told as well: the sink takes it for a blank.</param>
    public abstract void Text(int column, ReadOnlySpan<byte> utf8);

    /// <summary>A number that the file spells or stores as an integer.</summary>
    public abstract void Integer(int column, long value, NumberFormat format);

    /// <summary>Any other number. Finite.</summary>
    public abstract void Number(int column, double value, NumberFormat format);

    /// <summary>A date or a date with time that the file spells out, instead of a serial number.</summary>
    /// <param name="microseconds">Since 1970-01-01 00:00.</param>
    public abstract void Timestamp(int column, long microseconds);

    public abstract void Boolean(int column, bool value);

    /// <param name="code"><c>#DIV/0!</c> and its like, see <see cref="CellErrors"/>.</param>
    public abstract void Error(int column, ReadOnlySpan<byte> code);

    /// <summary>A formula whose result the file does not hold.</summary>
    public abstract void FormulaWithoutValue(int column);

    /// <summary>The text told next held bytes that are no UTF-8; they were replaced.</summary>
    public virtual void ReplacedBytes()
    {
    }

    /// <summary>A cell stands where no sheet has one, beyond row 1,048,576 or column XFD, and is left out.</summary>
    public virtual void CellBeyond()
    {
    }

    /// <summary>A record is too short for a cell, or names a place that no sheet has; it is left out.</summary>
    public virtual void MalformedCell()
    {
    }

    /// <summary>How many bytes of the input this reading has taken so far.</summary>
    public virtual void Advance(long bytesRead)
    {
    }
}

/// <summary>What a number's format says it is. Everything but dates, times and durations is an ordinary number.</summary>
internal enum NumberFormat : byte
{
    General,
    Percent,
    Currency,

    /// <summary>With a day, month or year in it, with or without a time of day.</summary>
    Date,

    /// <summary>Hours, minutes or seconds of a day only.</summary>
    Time,

    /// <summary>Elapsed hours, minutes or seconds, which may pass 24 hours: <c>[h]:mm</c>.</summary>
    Duration,
}
