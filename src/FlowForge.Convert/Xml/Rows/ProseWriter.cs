using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>Takes running text with markup: its XML goes into one cell, and each text and attribute in it into a row of a table of their own.</summary>
/// <remarks>The cell is for reading and keeps the order; the rows are for asking, such as for all references in an article.</remarks>
internal sealed class ProseWriter
{
    private readonly ElementReader _reader;
    private readonly RowWriter? _parts;
    private readonly bool _stripsPrefixes;
    private readonly XmlFragment _fragment;
    private readonly List<byte> _path = [];
    private byte[] _text = new byte[256];
    private int _textLength;
    private Place _place;
    private long _position;

    private readonly record struct Place(byte[] Table, long? RowId, byte[] Column);

    /// <param name="parts">The writer of the table of parts; null when parts are not wanted.</param>
    internal ProseWriter(ElementReader reader, RowWriter? parts, XmlNamespaces namespaces)
    {
        _reader = reader;
        _parts = parts;
        _stripsPrefixes = namespaces == XmlNamespaces.Strip;
        _fragment = new XmlFragment(reader.Tokens);
    }

    /// <summary>The table of parts, when there is prose in any of the tables.</summary>
    internal static SourceTable[] PartsOf(IReadOnlyList<XmlTable> tables)
    {
        if (!tables.Any(table => table.ListsProse)) return [];
        string[] names = Conversion.Names.OfTables([.. tables.Select(table => table.Name), "mixed_content"]);
        return
        [
            new SourceTable(names[^1],
            [
                new SourceColumn("_table", DataType.Varchar), new SourceColumn(XmlTable.RowId, DataType.BigInt), new SourceColumn("_column", DataType.Varchar),
                new SourceColumn("_position", DataType.BigInt), new SourceColumn("_path", DataType.Varchar), new SourceColumn(StepNames.Text, DataType.Varchar),
            ]),
        ];
    }

    /// <summary>Reads to the end of the element just started. Its inner XML, or its text when there is no element in it; valid until the next call.</summary>
    /// <param name="rowId">Null when the table has none.</param>
    /// <param name="goesOn">False when a writer has enough.</param>
    /// <exception cref="LayoutChangedException">It is too long to be prose.</exception>
    internal ReadOnlySpan<byte> Read(XmlTable table, long? rowId, int column, out bool goesOn)
    {
        bool hasMarkup = false;
        _place = _parts is null ? default : new Place(Encoding.UTF8.GetBytes(table.Name), rowId, Encoding.UTF8.GetBytes(table.ColumnNames[column]));
        _position = 0;
        _path.Clear();
        _fragment.Clear();
        goesOn = true;
        int depth = _reader.Tokens.Depth;
        while (goesOn)
        {
            switch (_reader.Read())
            {
                case XmlToken.StartElement:
                    hasMarkup = true;
                    goesOn = WriteText() && Start();
                    _fragment.Start();
                    break;
                case XmlToken.EndElement:
                    ReadOnlySpan<byte> text = _text.AsSpan(0, _textLength);
                    goesOn = WriteText();
                    if (_reader.Tokens.Depth < depth) return XmlChars.Trim(hasMarkup ? _fragment.Xml : text);
                    _fragment.End();
                    Leave();
                    break;
                case XmlToken.Text:
                    _fragment.Text(_reader.Text);
                    Collect(_reader.Text);
                    break;
                case XmlToken.CData:
                    _fragment.CData(_reader.Text);
                    Collect(_reader.Text);
                    break;
            }
            if (_fragment.Length > 2 * RowElements.MaxProseBytes) throw new LayoutChangedException("a very long text with elements in it");
        }
        return [];
    }

    private bool Start()
    {
        if (_path.Count > 0) _path.Add((byte)'/');
        _path.AddRange(Shown(_reader.Tokens.Name));
        int length = _path.Count;
        for (int i = 0; i < _reader.AttributeCount; i++)
        {
            _path.AddRange("/@"u8);
            _path.AddRange(Shown(_reader.AttributeWritten(i)));
            bool goesOn = Write(_reader.AttributeValue(i));
            _path.RemoveRange(length, _path.Count - length);
            if (!goesOn) return false;
        }
        return true;
    }

    private ReadOnlySpan<byte> Shown(int name) => _stripsPrefixes ? _reader.Tokens.Names.Local(name) : _reader.Tokens.Names[name];

    private void Leave()
    {
        int slash = _path.LastIndexOf((byte)'/');
        _path.RemoveRange(Math.Max(slash, 0), _path.Count - Math.Max(slash, 0));
    }

    private void Collect(ReadOnlySpan<byte> text)
    {
        while (_text.Length - _textLength < text.Length) Array.Resize(ref _text, _text.Length * 2);
        text.CopyTo(_text.AsSpan(_textLength));
        _textLength += text.Length;
    }

    private bool WriteText()
    {
        ReadOnlySpan<byte> text = XmlChars.Trim(_text.AsSpan(0, _textLength));
        _textLength = 0;
        return text.Length == 0 || Write(text);
    }

    private bool Write(ReadOnlySpan<byte> value)
    {
        if (_parts is null) return true;
        _parts[0].Text(_place.Table);
        if (_place.RowId is { } rowId) _parts[1].Integer(rowId);
        _parts[2].Text(_place.Column);
        _parts[3].Integer(++_position);
        if (_path.Count > 0) _parts[4].Text(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_path));
        _parts[5].Text(value);
        return _parts.EndRow();
    }
}
