using System.Globalization;
using System.Text;
using System.Xml;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>Reads a worksheet part, or whole rows of it, once: from its XML to cells. Holds one token at a time.</summary>
/// <param name="xml">Owned: disposed with the reader.</param>
internal sealed class SheetXmlReader(XlsxWorkbook workbook, SheetPass pass, XmlTokenizer xml, CellSink sink) : IDisposable
{
    // Shared texts are accounted for in sums of this many bytes: threads would wait for each other at every cell.
    private const int ReferredStride = 1 << 16;

    private enum CellType : byte
    {
        Number,
        SharedString,
        FormulaString,
        InlineString,
        Boolean,
        Error,
        Date,
    }

    private readonly XmlTokenizer _xml = xml;
    private readonly CellText _text = new();
    private int _row = -1;
    private int _column = -1;
    private int _style;
    private CellType _type;
    private bool _hasFormula;
    private bool _hasText;
    private int _referred;

    /// <summary>The only rows that may be met. Unless these are all, the XML ends with them.</summary>
    public SheetRows Rows { get; init; } = SheetRows.All;

    /// <exception cref="XmlException">The XML is broken.</exception>
    public void Read(CancellationToken cancellationToken)
    {
        int tokens = 0;
        while (true)
        {
            if ((++tokens & 0x3FFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sink.Advance(pass.CompressedRead);
            }

            if (PlainCell.TryRead(_xml.Ahead, out PlainCell cell))
            {
                if (!ReadCell(cell)) break;
                continue;
            }

            XmlToken token = _xml.Read();
            if (token == XmlToken.EndOfFile)
            {
                if (Rows.HasEnd) break;
                throw new XmlException("it ends before its cells do");
            }

            if (token == XmlToken.Start ? !ReadElement() : token == XmlToken.End && _xml.LocalName.SequenceEqual("sheetData"u8)) break;
        }

        pass.Refer(_referred);
        sink.Advance(pass.CompressedRead);
    }

    public void Dispose() => _xml.Dispose();

    /// <summary>False when nothing that follows is wanted.</summary>
    private bool ReadElement()
    {
        ReadOnlySpan<byte> name = _xml.LocalName;
        if (name.SequenceEqual("c"u8)) return ReadCell();
        if (name.SequenceEqual("row"u8)) BeginRow();
        else if (name.SequenceEqual("sheetData"u8)) return !_xml.IsEmpty;
        return true;
    }

    private void BeginRow()
    {
        _row++;
        _column = -1;
        XmlAttributes attributes = _xml.Attributes;
        while (attributes.Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
            if (name.SequenceEqual("r"u8) && TryReadDigits(value, out int number) && number > 0) _row = number - 1;
    }

    private bool ReadCell()
    {
        BeginCell();
        XmlAttributes attributes = _xml.Attributes;
        while (attributes.Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
            if (name.Length == 1) ReadAttribute(name[0], value);
        if (!_xml.IsEmpty) ReadContent();
        return Deliver();
    }

    private bool ReadCell(PlainCell cell)
    {
        BeginCell();
        ReadAttribute((byte)'r', cell.Place);
        if (!cell.Style.IsEmpty) ReadAttribute((byte)'s', cell.Style);
        if (!cell.Type.IsEmpty) ReadAttribute((byte)'t', cell.Type);
        _text.AddVerbatim(cell.Value);
        _hasText = true;
        _xml.Pass(cell.Length);
        return Deliver();
    }

    /// <summary>False when nothing that follows is wanted.</summary>
    private bool Deliver()
    {
        bool hasSomething = _hasText || _hasFormula;
        if (!hasSomething) return true;
        if ((uint)_row >= CellSink.MaxRows || (uint)_column >= CellSink.MaxColumns)
        {
            sink.CellBeyond();
            return true;
        }

        if (!Rows.Contains(_row)) throw new LayoutChangedException($"row {_row + 1} stands among those from {Rows.First + 1} on");

        if (!sink.BeginRow(_row)) return false;
        Tell();
        return true;
    }

    private void BeginCell()
    {
        _column++;
        (_type, _style, _hasFormula, _hasText) = (CellType.Number, 0, false, false);
        _text.Clear();
    }

    private void ReadAttribute(byte name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case (byte)'r':
                ReadPlace(value);
                break;
            case (byte)'s':
                _ = TryReadDigits(value, out _style);
                break;
            case (byte)'t':
                _type = TypeOf(value);
                break;
        }
    }

    /// <summary>The cell's own place counts, also where its row says another.</summary>
    private void ReadPlace(ReadOnlySpan<byte> reference)
    {
        int column = 0, at = 0;
        for (; at < reference.Length && column <= CellSink.MaxColumns; at++)
        {
            int letter = (reference[at] | 0x20) - 'a';
            if ((uint)letter > 25) break;
            column = (column * 26) + letter + 1;
        }

        if (column > 0) _column = column - 1;
        if (TryReadDigits(reference[at..], out int row) && row > 0) _row = row - 1;
    }

    private static CellType TypeOf(ReadOnlySpan<byte> value) => value switch
    {
        [(byte)'s'] => CellType.SharedString,
        [(byte)'b'] => CellType.Boolean,
        [(byte)'e'] => CellType.Error,
        [(byte)'d'] => CellType.Date,
        [(byte)'s', (byte)'t', (byte)'r'] => CellType.FormulaString,
        [(byte)'i', ..] => CellType.InlineString,
        _ => CellType.Number,
    };

    /// <summary>Gathers the value or the inline text up to the cell's end.</summary>
    private void ReadContent()
    {
        bool isValue = false;
        int phonetic = 0;
        while (true)
        {
            switch (_xml.Read())
            {
                case XmlToken.Start:
                    ReadOnlySpan<byte> name = _xml.LocalName;
                    if (name.SequenceEqual("f"u8)) _hasFormula = true;
                    else if (name.SequenceEqual("rPh"u8) && !_xml.IsEmpty) phonetic++;
                    isValue = !_xml.IsEmpty && phonetic == 0 && (name.SequenceEqual("v"u8) || name.SequenceEqual("t"u8));
                    break;
                case XmlToken.Text when isValue:
                    _text.AddXml(_xml.Text);
                    _hasText = true;
                    break;
                case XmlToken.CData when isValue:
                    _text.AddVerbatim(_xml.Text);
                    _hasText = true;
                    break;
                case XmlToken.End:
                    if (_xml.LocalName.SequenceEqual("c"u8)) return;
                    if (_xml.LocalName.SequenceEqual("rPh"u8)) phonetic--;
                    isValue = false;
                    break;
                case XmlToken.EndOfFile:
                    throw new XmlException("it ends inside of a cell");
            }
        }
    }

    private void Tell()
    {
        switch (_type)
        {
            case CellType.SharedString:
                TellSharedString();
                break;
            case CellType.FormulaString or CellType.InlineString:
                TellText();
                break;
            case CellType.Boolean when _hasText:
                sink.Boolean(_column, Trimmed is [(byte)'1'] or [(byte)'t' or (byte)'T', ..]);
                break;
            case CellType.Error when _hasText:
                sink.Error(_column, _text.Span);
                break;
            case CellType.Date when _hasText:
                TellDate();
                break;
            default:
                TellNumber();
                break;
        }
    }

    private ReadOnlySpan<byte> Trimmed => _text.Span is [> (byte)' ', .., > (byte)' '] or [> (byte)' '] ? _text.Span : _text.Span.Trim(" \t\r\n"u8);

    private void TellSharedString()
    {
        ReadOnlySpan<byte> index = Trimmed;
        if (index.IsEmpty) return;
        if (!TryReadDigits(index, out int number)) TellText();
        else if (workbook.Strings.TryGet(number, out ReadOnlySpan<byte> text)) TellShared(text);
        else sink.Error(_column, CellErrors.MissingText(number));
    }

    private void TellShared(ReadOnlySpan<byte> text)
    {
        _referred += text.Length;
        if (_referred >= ReferredStride)
        {
            pass.Refer(_referred);
            _referred = 0;
        }

        sink.Text(_column, text);
    }

    private void TellText()
    {
        if (!_text.Finish()) sink.ReplacedBytes();
        sink.Text(_column, _text.Span);
    }

    private void TellNumber()
    {
        ReadOnlySpan<byte> text = Trimmed;
        if (text.IsEmpty)
        {
            if (_hasFormula) sink.FormulaWithoutValue(_column);
            return;
        }

        NumberFormat format = workbook.Styles.FormatOf(_style);
        switch (CellNumber.Read(text, out long integer, out double number))
        {
            case CellNumber.Kind.Integer:
                sink.Integer(_column, integer, format);
                break;
            case CellNumber.Kind.Double:
                sink.Number(_column, number, format);
                break;
            case CellNumber.Kind.None:
                // Writers that forget the type put texts where numbers belong.
                TellText();
                break;
        }
    }

    /// <summary>A date spelled out, as strict files may: the clock as written, its zone left aside.</summary>
    private void TellDate()
    {
        string text = Encoding.UTF8.GetString(Trimmed);
        if (text.Contains('-') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
            sink.Timestamp(_column, (date.DateTime.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        else if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && text.Contains(':'))
            sink.Number(_column, time.TotalDays, NumberFormat.Time);
        else
            TellNumber();
    }

    /// <summary>A run of digits from the start; false when there is none or too large a number.</summary>
    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte c in text)
        {
            uint digit = (uint)c - '0';
            if (digit > 9 || number > 200_000_000) return false;
            number = (number * 10) + (int)digit;
        }

        return text.Length > 0;
    }
}
