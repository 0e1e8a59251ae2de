using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>Turns the records of cells into calls of a sink. One reading of one sheet.</summary>
internal sealed class XlsbCells(XlsbWorkbook workbook, CellSink sink)
{
    private const int ColumnBytes = 4;

    // 24 bits of style number, 8 of flags.
    private const int StyleBytes = 4;

    private readonly Utf8Builder _text = new();
    private bool _isInRow;
    private int _column = -1;

    /// <summary>Tells the row or the cell of a record; other records are left alone.</summary>
    /// <returns>False when the sink has enough.</returns>
    public bool Take(int type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case BrtRecord.RowHeader:
                return TakeRow(data);
            case (>= BrtRecord.CellBlank and <= BrtRecord.FormulaError) or BrtRecord.CellRichString:
                if (data.Length < ColumnBytes) sink.MalformedCell();
                else TakeCell(type, Column(data), data[ColumnBytes..]);
                break;
            case >= BrtRecord.ShortBlank and <= BrtRecord.ShortShared:
                TakeCell(type - BrtRecord.ShortBlank + BrtRecord.CellBlank, _column + 1, data);
                break;
        }

        return true;
    }

    private static int Column(ReadOnlySpan<byte> data) =>
        (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(data), CellSink.MaxColumns);

    private bool TakeRow(ReadOnlySpan<byte> data)
    {
        _column = -1;
        uint row = data.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(data);
        _isInRow = row < CellSink.MaxRows;
        return !_isInRow || sink.BeginRow((int)row);
    }

    private void TakeCell(int type, int column, ReadOnlySpan<byte> data)
    {
        _column = Math.Min(column, CellSink.MaxColumns);
        if (type == BrtRecord.CellBlank) return;
        if (!_isInRow || column >= CellSink.MaxColumns || data.Length < StyleBytes + LeastBytes(type))
        {
            sink.MalformedCell();
            return;
        }

        int style = (int)(BinaryPrimitives.ReadUInt32LittleEndian(data) & 0xFF_FFFF);
        ReadOnlySpan<byte> value = data[StyleBytes..];
        switch (type)
        {
            case BrtRecord.CellRk:
                Rk(column, BinaryPrimitives.ReadUInt32LittleEndian(value), style);
                break;
            case BrtRecord.CellReal or BrtRecord.FormulaNumber:
                Number(column, BinaryPrimitives.ReadDoubleLittleEndian(value), style);
                break;
            case BrtRecord.CellShared:
                Shared(column, BinaryPrimitives.ReadUInt32LittleEndian(value));
                break;
            case BrtRecord.CellString or BrtRecord.FormulaString:
                Text(column, value);
                break;
            case BrtRecord.CellRichString:
                // Flags of formatting and phonetic text come first.
                Text(column, value[1..]);
                break;
            case BrtRecord.CellBool or BrtRecord.FormulaBool:
                sink.Boolean(column, value[0] != 0);
                break;
            case BrtRecord.CellError or BrtRecord.FormulaError:
                sink.Error(column, CellErrors.Text(value[0]));
                break;
        }
    }

    private static int LeastBytes(int type) => type switch
    {
        BrtRecord.CellReal or BrtRecord.FormulaNumber => 8,
        BrtRecord.CellRk or BrtRecord.CellShared or BrtRecord.CellString or BrtRecord.FormulaString => 4,
        _ => 1,
    };

    private void Rk(int column, uint rk, int style)
    {
        if (RkNumber.TryInteger(rk, out int integer)) sink.Integer(column, integer, workbook.Styles.OfXf(style));
        else Number(column, RkNumber.Of(rk), style);
    }

    private void Number(int column, double value, int style)
    {
        // No number of a sheet is infinite or NaN; what spells one anyway is an overflow.
        if (double.IsFinite(value)) sink.Number(column, value, workbook.Styles.OfXf(style));
        else sink.Error(column, "#NUM!"u8);
    }

    private void Shared(int column, uint index)
    {
        if (workbook.Strings.TryGet(index, out ReadOnlySpan<byte> text)) sink.Text(column, text);
        else sink.Error(column, CellErrors.MissingText(index));
    }

    private void Text(int column, ReadOnlySpan<byte> value)
    {
        _text.Clear();
        if (BrtReader.ReadString(value, _text) > 0) sink.Text(column, _text.Written);
        else sink.MalformedCell();
    }
}
