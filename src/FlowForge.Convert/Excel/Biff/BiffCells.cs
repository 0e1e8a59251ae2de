using System.Buffers.Binary;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Turns the records of cells into calls of a sink. One reading of one sheet.</summary>
internal sealed class BiffCells(BiffWorkbook workbook, BiffStyles styles, CellSink sink)
{
    // Row and column, then the XF number; before BIFF3 three bytes of attributes.
    private const int AddressBytes = 4;
    private const int AttributeBytes2 = 3;
    private const int AttributeBytes = 2;
    private const int Values2At = AddressBytes + AttributeBytes2;
    private const int ValuesAt = AddressBytes + AttributeBytes;

    private readonly Utf8Builder _text = new();
    private int _row = -1;
    private int _ixfe;

    /// <summary>Tells the cells of a record; other records are left alone.</summary>
    /// <returns>False when the sink has enough.</returns>
    public bool Take(BiffReader record)
    {
        if (record.Id == BiffRecord.Ixfe && record.Data.Length >= 2) _ixfe = U16(record.Data);
        if (!BiffRecord.IsCell(record.Id)) return true;
        if (record.Data.Length < LeastBytes(record.Id) || U16(record.Data[2..]) >= CellSink.MaxColumns)
        {
            sink.MalformedCell();
            return true;
        }

        int row = U16(record.Data);
        if (row != _row)
        {
            if (!sink.BeginRow(row)) return false;
            _row = row;
        }

        TakeCell(record, record.Data, U16(record.Data[2..]));
        return true;
    }

    private int LeastBytes(ushort id) => id switch
    {
        BiffRecord.Integer2 => Values2At + 2,
        BiffRecord.Number2 => Values2At + 8,
        BiffRecord.Label2 => Values2At + 1,
        BiffRecord.BoolErr2 => Values2At + 2,
        BiffRecord.Formula when IsFormula2(id) => Values2At + 8,
        BiffRecord.Number or BiffRecord.Formula or BiffRecord.Formula3 or BiffRecord.Formula4 => ValuesAt + 8,
        BiffRecord.Rk or BiffRecord.LabelSst => ValuesAt + 4,
        BiffRecord.MulRk => AddressBytes + AttributeBytes + 4 + 2,
        _ => ValuesAt + 2,
    };

    private void TakeCell(BiffReader record, ReadOnlySpan<byte> data, int column)
    {
        switch (record.Id)
        {
            case BiffRecord.Integer2:
                sink.Integer(column, U16(data[Values2At..]), Format2(data));
                break;
            case BiffRecord.Number2:
                Number(column, F64(data[Values2At..]), Format2(data));
                break;
            case BiffRecord.Label2:
                Encoded(column, record, Values2At + 1, data[Values2At]);
                break;
            case BiffRecord.BoolErr2:
                BooleanOrError(column, data[Values2At..]);
                break;
            case BiffRecord.Number:
                Number(column, F64(data[ValuesAt..]), Format(data));
                break;
            case BiffRecord.Rk:
                Rk(column, U32(data[ValuesAt..]), Format(data));
                break;
            case BiffRecord.MulRk:
                Rks(column, data[AddressBytes..^2]);
                break;
            case BiffRecord.LabelSst:
                Shared(column, U32(data[ValuesAt..]));
                break;
            case BiffRecord.Label or BiffRecord.RString when workbook.Version == BiffVersion.Biff8:
                BiffCursor cursor = record.Cursor(ValuesAt + 2);
                Unicode(column, ref cursor, U16(data[ValuesAt..]));
                break;
            case BiffRecord.Label or BiffRecord.RString:
                Encoded(column, record, ValuesAt + 2, U16(data[ValuesAt..]));
                break;
            case BiffRecord.BoolErr:
                BooleanOrError(column, data[ValuesAt..]);
                break;
            case BiffRecord.Formula when IsFormula2(record.Id):
                Formula(column, record, data.Slice(Values2At, 8), Format2(data));
                break;
            case BiffRecord.Formula or BiffRecord.Formula3 or BiffRecord.Formula4:
                Formula(column, record, data.Slice(ValuesAt, 8), Format(data));
                break;
        }
    }

    private bool IsFormula2(ushort id) => id == BiffRecord.Formula && workbook.Version == BiffVersion.Biff2;

    private NumberFormat Format(ReadOnlySpan<byte> data) => styles.OfXf(U16(data[AddressBytes..]));

    /// <summary>BIFF2: six bits of XF number, of which 63 stands for the one in the IXFE record before; without XF records a format number.</summary>
    private NumberFormat Format2(ReadOnlySpan<byte> data)
    {
        const int SixBits = 0x3F;
        if (!styles.HasXfs) return styles.OfFormat(data[AddressBytes + 1] & SixBits);
        int xf = data[AddressBytes] & SixBits;
        return styles.OfXf(xf == SixBits ? _ixfe : xf);
    }

    private void Number(int column, double value, NumberFormat format)
    {
        // No number of a sheet is infinite or NaN; what spells one anyway is an overflow.
        if (double.IsFinite(value)) sink.Number(column, value, format);
        else sink.Error(column, "#NUM!"u8);
    }

    private void Rk(int column, uint rk, NumberFormat format)
    {
        if (RkNumber.TryInteger(rk, out int integer)) sink.Integer(column, integer, format);
        else Number(column, RkNumber.Of(rk), format);
    }

    private void Rks(int column, ReadOnlySpan<byte> values)
    {
        const int ValueBytes = AttributeBytes + 4;
        for (; values.Length >= ValueBytes && column < CellSink.MaxColumns; values = values[ValueBytes..], column++)
        {
            Rk(column, U32(values[AttributeBytes..]), styles.OfXf(U16(values)));
        }
    }

    private void Shared(int column, uint index)
    {
        if (workbook.Strings.TryGet(index, out ReadOnlySpan<byte> text)) sink.Text(column, text);
        else sink.Error(column, CellErrors.MissingText(index));
    }

    private void Unicode(int column, ref BiffCursor cursor, int characters)
    {
        _text.Clear();
        cursor.ReadUnicode(characters, _text);
        sink.Text(column, _text.Written);
    }

    private void Encoded(int column, BiffReader record, int at, int bytes)
    {
        _text.Clear();
        BiffCursor cursor = record.Cursor(at);
        cursor.ReadEncoded(bytes, workbook.Encoding, _text);
        sink.Text(column, _text.Written);
    }

    private void BooleanOrError(int column, ReadOnlySpan<byte> value)
    {
        if (value[1] != 0) sink.Error(column, CellErrors.Text(value[0]));
        else sink.Boolean(column, value[0] != 0);
    }

    /// <summary>The result a formula had when the workbook was saved: a double, or marked by FFFF at its end something else.</summary>
    private void Formula(int column, BiffReader record, ReadOnlySpan<byte> result, NumberFormat format)
    {
        if (U16(result[6..]) != 0xFFFF)
        {
            Number(column, F64(result), format);
            return;
        }

        switch (result[0])
        {
            case 0:
                FormulaText(column, record);
                break;
            case 1:
                sink.Boolean(column, result[2] != 0);
                break;
            case 2:
                sink.Error(column, CellErrors.Text(result[2]));
                break;
            default:
                sink.Text(column, []);
                break;
        }
    }

    /// <summary>A text result follows in a STRING record, perhaps after records about shared formulas.</summary>
    private void FormulaText(int column, BiffReader formula)
    {
        var record = new BiffReader(workbook.Stream, formula.Next);
        while (record.Read() && !BiffRecord.IsCell(record.Id) && record.Id != BiffRecord.Eof)
        {
            if (record.Id is not (BiffRecord.String or BiffRecord.String2)) continue;
            bool isUnicode = workbook.Version == BiffVersion.Biff8, hasByteLength = record.Id == BiffRecord.String2;
            BiffCursor cursor = record.Cursor(0);
            int length = hasByteLength ? cursor.ReadByte() : cursor.ReadUInt16();
            if (isUnicode) Unicode(column, ref cursor, length);
            else Encoded(column, record, hasByteLength ? 1 : 2, length);
            return;
        }

        sink.Text(column, []);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static double F64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadDoubleLittleEndian(bytes);
}
