using System.Globalization;
using System.Text;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Tests.Excel;

/// <summary>Writes down the cells of a sheet, a line each: <c>B3 text hello</c>.</summary>
internal sealed class RecordedCells(int maxCells = int.MaxValue) : CellSink
{
    private int _row;

    public List<string> Lines { get; } = [];

    public int Replaced { get; private set; }

    public int Beyond { get; private set; }

    public int Malformed { get; private set; }

    public static List<string> Of(Sheet sheet)
    {
        var cells = new RecordedCells();
        sheet.Read(cells, CancellationToken.None);
        return cells.Lines;
    }

    public override bool BeginRow(int row)
    {
        Assert.InRange(row, 0, MaxRows - 1);
        _row = row;
        return Lines.Count < maxCells;
    }

    public override void Text(int column, ReadOnlySpan<byte> utf8)
    {
        Assert.True(System.Text.Unicode.Utf8.IsValid(utf8));
        Add(column, $"text {Encoding.UTF8.GetString(utf8)}");
    }

    public override void Integer(int column, long value, NumberFormat format) => Add(column, $"integer {value}{Shown(format)}");

    public override void Number(int column, double value, NumberFormat format)
    {
        Assert.True(double.IsFinite(value));
        Add(column, $"number {value.ToString("R", CultureInfo.InvariantCulture)}{Shown(format)}");
    }

    public override void Timestamp(int column, long microseconds) => Add(column, $"timestamp {microseconds}");

    public override void Boolean(int column, bool value) => Add(column, value ? "true" : "false");

    public override void Error(int column, ReadOnlySpan<byte> code) => Add(column, $"error {Encoding.ASCII.GetString(code)}");

    public override void FormulaWithoutValue(int column) => Add(column, "no value");

    public override void ReplacedBytes() => Replaced++;

    public override void CellBeyond() => Beyond++;

    public override void MalformedCell() => Malformed++;

    private static string Shown(NumberFormat format) => format == NumberFormat.General ? "" : $" {format.ToString().ToLowerInvariant()}";

    private void Add(int column, string value)
    {
        Assert.InRange(column, 0, MaxColumns - 1);
        Lines.Add($"{CellRange.CellName(_row, column)} {value}");
    }
}
