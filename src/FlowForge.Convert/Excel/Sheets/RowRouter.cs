using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Gives each cell of a sheet to the column it belongs to, and its value the type that cell and format say.</summary>
internal sealed class RowRouter : CellSink
{
    private const int Unknown = -1;
    private const int Dropped = -2;

    // Beyond this many days an elapsed time is a number under a mistaken format.
    private const double MaxDurationDays = 10_000_000;
    private const double MaxExactInteger = 9_007_199_254_740_992;

    private readonly SheetLayout _layout;
    private readonly AreaTarget?[] _targets;
    private readonly Action<long> _advance;
    private readonly bool _is1904;

    // For the current band of rows: the area that owns each of the sheet's columns, and the writer there.
    private readonly int[] _owner;
    private readonly ColumnWriter?[] _writer;
    private readonly int[] _writtenIn;
    private readonly bool[] _hasCells;
    private int _bandFirst;
    private int _bandLast = -1;
    private int _row = -1;
    private int _rowSerial;
    private int _open;

    /// <param name="targets">For each area of the layout where its rows go; null: nowhere.</param>
    /// <param name="advance">Told the bytes read so far.</param>
    public RowRouter(SheetLayout layout, IReadOnlyList<AreaTarget?> targets, Action<long> advance)
    {
        (_layout, _targets, _advance) = (layout, [.. targets], advance);
        _is1904 = layout.Sheet.Is1904;
        int columns = 1 + layout.Areas.Max(area => area.Columns.DefaultIfEmpty(-1).Max());
        (_owner, _writer, _writtenIn) = (new int[columns], new ColumnWriter?[columns], new int[columns]);
        _hasCells = new bool[_targets.Length];
        _open = _targets.Count(target => target is not null);
    }

    public SheetTally Tally { get; } = new();

    public override bool BeginRow(int row)
    {
        if (row == _row) return true;
        EndRow();
        if (_open == 0) return false;
        if (row < _row) Tally.OutOfOrder.Add(row, 0);
        _row = row;
        _rowSerial++;
        if (row < _bandFirst || row > _bandLast) EnterBand(row);
        return true;
    }

    /// <summary>Ends the row that is open, if any. To be called after the last cell.</summary>
    public void EndRow()
    {
        for (int i = 0; i < _hasCells.Length; i++)
        {
            if (!_hasCells[i]) continue;
            _hasCells[i] = false;
            if (_targets[i]!.EndRow()) continue;
            _targets[i] = null;
            _open--;
            _bandLast = -1;
        }
    }

    public override void Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty) Take(column)?.Text(utf8);
    }

    public override void Integer(int column, long value, NumberFormat format)
    {
        if (format >= NumberFormat.Date) Moment(column, value, format);
        else Take(column)?.Integer(value);
    }

    public override void Number(int column, double value, NumberFormat format)
    {
        if (format >= NumberFormat.Date) Moment(column, value, format);
        else if (Take(column) is { } writer) WriteNumber(writer, value);
    }

    public override void Timestamp(int column, long microseconds)
    {
        if (Take(column) is not { } writer) return;
        (long days, long rest) = Math.DivRem(microseconds, 86_400_000_000);
        if (rest == 0) writer.Date((int)days);
        else writer.Timestamp(microseconds);
    }

    public override void Boolean(int column, bool value) => Take(column)?.Boolean(value);

    public override void Error(int column, ReadOnlySpan<byte> code)
    {
        if (Take(column) is not { } writer) return;
        writer.Null();
        Tally.Errors.Add(_row, column, code);
    }

    public override void FormulaWithoutValue(int column)
    {
        if (Take(column) is not { } writer) return;
        writer.Null();
        Tally.MissingValues.Add(_row, column);
    }

    public override void ReplacedBytes() => Tally.Replaced.Add(_row, 0);

    public override void CellBeyond() => Tally.Beyond.Add(Math.Max(_row, 0), 0);

    public override void MalformedCell() => Tally.Malformed.Add(Math.Max(_row, 0), 0);

    public override void Advance(long bytesRead) => _advance(bytesRead);

    /// <summary>The writer for a cell of the current row; null when the cell is not wanted.</summary>
    private ColumnWriter? Take(int column)
    {
        int owner = column < _owner.Length ? _owner[column] : Unknown;
        if (owner < 0)
        {
            if (owner == Dropped) return null;
            throw new LayoutChangedException($"{_layout.Sheet.Name}!{CellRange.CellName(_row, column)} lies outside of the columns known so far.");
        }

        if (_writtenIn[column] == _rowSerial)
        {
            Tally.Repeated.Add(_row, column);
            return null;
        }

        _writtenIn[column] = _rowSerial;
        _hasCells[owner] = true;
        return _writer[column];
    }

    private static void WriteNumber(ColumnWriter writer, double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < MaxExactInteger) writer.Integer((long)value);
        else writer.Double(value);
    }

    private void Moment(int column, double value, NumberFormat format)
    {
        if (Take(column) is not { } writer) return;
        if (format == NumberFormat.Duration && Math.Abs(value) < MaxDurationDays)
        {
            Span<byte> text = stackalloc byte[ClockText.MaxLength];
            writer.Text(text[..ClockText.WriteDuration(value, text)]);
        }
        else if (format == NumberFormat.Duration || !SerialDate.TryFrom(value, _is1904, out SerialDate date))
        {
            WriteNumber(writer, value);
        }
        else
        {
            WriteDate(writer, date, timeOnly: !date.HasDate || (format == NumberFormat.Time && date.Day == 0));
        }
    }

    private static void WriteDate(ColumnWriter writer, SerialDate date, bool timeOnly)
    {
        if (timeOnly)
        {
            writer.Time(date.Milliseconds * 1_000L);
        }
        else if (date.Milliseconds == 0)
        {
            writer.Date(date.EpochDays);
        }
        else
        {
            writer.Timestamp(date.EpochMicroseconds);
        }
    }

    /// <summary>Looks up who owns the columns from this row on, and until which row that holds.</summary>
    private void EnterBand(int row)
    {
        (_bandFirst, _bandLast) = (0, int.MaxValue);
        Array.Fill(_owner, Unknown);
        for (int i = 0; i < _layout.Areas.Count; i++)
        {
            SheetArea area = _layout.Areas[i];
            CutBand(row, area.FirstRow);
            CutBand(row, area.LastRow + 1);
            if (area.HeaderRow is { } header)
            {
                CutBand(row, header);
                CutBand(row, header + 1);
            }

            if (area.HasRow(row)) OwnColumns(i, area, isHeader: area.HeaderRow == row);
        }
    }

    private void CutBand(int row, int boundary)
    {
        if (boundary <= row) _bandFirst = Math.Max(_bandFirst, boundary);
        else _bandLast = Math.Min(_bandLast, boundary - 1);
    }

    private void OwnColumns(int index, SheetArea area, bool isHeader)
    {
        AreaTarget? target = isHeader ? null : _targets[index];
        for (int i = 0; i < area.Columns.Count; i++)
        {
            int column = area.Columns[i];
            if (_owner[column] != Unknown) continue;
            _owner[column] = target is null ? Dropped : index;
            _writer[column] = target?.Column(i);
        }
    }
}

/// <summary>Where the rows of an area go.</summary>
/// <param name="writer">The table's.</param>
/// <param name="columns">For each column of the area the table's; null when they are the same.</param>
/// <param name="stamp">A text for the table's last column in every row; null for none.</param>
internal sealed class AreaTarget(RowWriter writer, int[]? columns = null, byte[]? stamp = null)
{
    private readonly ColumnWriter? _stampColumn = stamp is null ? null : writer.Columns[^1];

    public ColumnWriter Column(int index) => writer.Columns[columns is null ? index : columns[index]];

    public bool EndRow()
    {
        _stampColumn?.Text(stamp);
        return writer.EndRow();
    }
}
