using System.Text;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>A look at a sheet before its tables are named: its first rows cell by cell, and which columns are in use.</summary>
internal sealed class SheetScan : CellSink
{
    /// <summary>Longer texts are cut to this many characters.</summary>
    public const int MaxTextLength = 256;

    // Enough to tell a header from data; a sheet that is longer is one table (see BlockFinder).
    private const int MaxDetailRows = 1_000;
    private const int MaxDetailCells = 200_000;
    private const int MaxDetailText = 1 << 20;
        private const double MicrosecondsPerDay = 86_400_000_000;

    private readonly bool _wholeSheet;
    private readonly bool _is1904;
    private readonly Dictionary<int, ScannedRow> _byNumber = [];
    private readonly bool[] _used = new bool[MaxColumns];
    private ScannedRow? _current;
    private int _row = -1;
    private int _detailCells;
    private int _detailText;
    private bool _stopped;

    private SheetScan(bool wholeSheet, bool is1904) => (_wholeSheet, _is1904) = (wholeSheet, is1904);

    /// <summary>The first rows that hold something, ascending.</summary>
    public IReadOnlyList<ScannedRow> Rows { get; private set; } = [];

    /// <summary>Columns that hold something in any row seen, ascending.</summary>
    public IReadOnlyList<int> Columns { get; private set; } = [];

    /// <summary><see cref="Rows"/> is all there is.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Every row was seen, though perhaps not kept: <see cref="Columns"/> is complete.</summary>
    public bool IsWhole => _wholeSheet || IsComplete;

    /// <summary>Some row stood below a later one; row numbers may then repeat.</summary>
    public bool IsOutOfOrder { get; private set; }

    public static SheetScan Of(Sheet sheet, ScanDepth depth, CancellationToken cancellationToken)
    {
        var scan = new SheetScan(depth == ScanDepth.Full, sheet.Is1904);
        sheet.Read(scan, cancellationToken);
        scan.Rows = [.. scan._byNumber.Values.OrderBy(row => row.Number)];
        scan.Columns = [.. Enumerable.Range(0, MaxColumns).Where(column => scan._used[column])];
        scan.IsComplete = !scan._stopped;
        return scan;
    }

    public override bool BeginRow(int row)
    {
        if (row == _row) return true;
        IsOutOfOrder |= row < _row;
        _row = row;
        _current = null;
        if (_byNumber.Count < MaxDetailRows && _detailCells < MaxDetailCells && _detailText < MaxDetailText) return true;
        _stopped = true;
        return _wholeSheet;
    }

    public override void Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return;
        string text = _stopped ? "" : Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxTextLength * 3)]);
        if (text.Length > MaxTextLength) text = text[..MaxTextLength];
        _detailText += text.Length;
        Add(new ScannedCell(column, CellKind.Text, text));
    }

    public override void Integer(int column, long value, NumberFormat format) => Number(column, value, format);

    public override void Number(int column, double value, NumberFormat format) => Add(format switch
    {
        NumberFormat.Date or NumberFormat.Time when SerialDate.TryFrom(value, _is1904, out SerialDate date) => date.HasDate
            ? new ScannedCell(column, CellKind.Date, "", date.EpochMicroseconds / MicrosecondsPerDay)
            : new ScannedCell(column, CellKind.Time, "", value),
        NumberFormat.Duration => new ScannedCell(column, CellKind.Time, "", value),
        _ => new ScannedCell(column, CellKind.Number, "", value),
    });

    public override void Timestamp(int column, long microseconds) =>
        Add(new ScannedCell(column, CellKind.Date, "", microseconds / MicrosecondsPerDay));

    public override void Boolean(int column, bool value) => Add(new ScannedCell(column, CellKind.Boolean, value ? "true" : "false"));

    public override void Error(int column, ReadOnlySpan<byte> code) => Add(new ScannedCell(column, CellKind.Missing, ""));

    public override void FormulaWithoutValue(int column) => Add(new ScannedCell(column, CellKind.Missing, ""));

    private void Add(ScannedCell cell)
    {
        _used[cell.Column] = true;
        if (_stopped) return;
        if (_current is null && !_byNumber.TryGetValue(_row, out _current)) _byNumber.Add(_row, _current = new ScannedRow(_row));
        if (_detailCells++ < MaxDetailCells) _current.Cells.Add(cell);
        else _stopped = true;
    }
}

internal sealed class ScannedRow(int number)
{
    public int Number { get; } = number;

    /// <summary>The cells that hold something, in the order of the file.</summary>
    public List<ScannedCell> Cells { get; } = [];
}

/// <param name="Text">Of text cells, cut after some hundred characters; otherwise empty.</param>
/// <param name="Value">Of numbers; of dates the days since 1970-01-01, of times the days.</param>
internal readonly record struct ScannedCell(int Column, CellKind Kind, string Text, double Value = 0);

internal enum CellKind : byte
{
    Text,
    Number,
    Date,
    Time,
    Boolean,

    /// <summary>An error, or a formula without its result: null in the table.</summary>
    Missing,
}
