using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>Reads flat tables: what repeats is a row of a table of its own, with the key of the row it lies in.</summary>
internal sealed class FlatReader(XmlSource source, XmlPath root, RowTags rowTags, IReadOnlyList<XmlTable> tables, XmlFindings findings)
    : XmlTableReader(source, [.. tables.Select(table => table.ToSource()), .. ProseWriter.PartsOf(tables)], findings)
{
    private readonly bool _keepsEnds = source.Options.AllText;

    protected override void Read(ElementReader reader, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        root.ForgetParents();
        var pass = new FlatPass(reader, root, rowTags, writers, writers.Count > tables.Count ? writers[^1] : null, _keepsEnds);
        pass.Run(cancellationToken);
    }
}

/// <summary>One pass: writes every text and attribute to its column while the document goes by; a row ends with its element.</summary>
/// <remarks>Memory is the open elements and their texts.</remarks>
internal sealed class FlatPass
{
    private readonly ElementReader _reader;
    private readonly RowTags _rowTags;
    private readonly IReadOnlyList<RowWriter> _writers;
    private readonly ColumnWriter[][] _columns;
    private readonly long[] _rows; // a table: rows begun
    private readonly PieceBuffer _texts;
    private readonly ProseWriter _prose;
    private OpenElement[] _open = new OpenElement[64];
    private int _depth;
    private long _instances;

    private struct OpenElement
    {
        internal XmlPath Path;
        internal XmlTable? Table; // that its values go to
        internal long Instance;
        internal bool HasChildren;
        internal bool IsNil;
        internal PieceBuffer.Text Text;
    }

    internal FlatPass(ElementReader reader, XmlPath root, RowTags rowTags, IReadOnlyList<RowWriter> writers, RowWriter? parts, bool keepsEnds)
    {
        _reader = reader;
        _rowTags = rowTags;
        _writers = writers;
        _columns = [.. writers.Select(writer => writer.Columns.ToArray())];
        _rows = new long[writers.Count];
        _texts = new PieceBuffer(keepsEnds);
        _prose = new ProseWriter(reader, parts);
        _open[_depth++] = new OpenElement { Path = root, Instance = _instances++, Text = _texts.Begin(keepsBlanks: false) };
    }

    internal void Run(CancellationToken cancellationToken)
    {
        for (uint tokens = 0; ; tokens++)
        {
            if ((tokens & 0xFFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            switch (_reader.Read())
            {
                case XmlToken.StartElement:
                    if (!Start()) return;
                    break;
                case XmlToken.EndElement:
                    // Outside of rows that a person named, elements are not kept.
                    if (_depth > 1 && !End()) return;
                    break;
                case XmlToken.Text or XmlToken.CData:
                    if (_depth > 1) _texts.Add(_open[_depth - 1].Text, _reader.Text);
                    break;
                case XmlToken.End:
                    return;
            }
        }
    }

    /// <summary>False when a writer has enough.</summary>
    private bool Start()
    {
        if (_depth == 1 && !_rowTags.IsEmpty && !_rowTags.Match(_reader.Tokens)) return true;
        ref OpenElement outer = ref _open[_depth - 1];
        _texts.Break(ref outer.Text);
        outer.HasChildren = true;
        XmlPath path = outer.Path.FindChild(_reader.Name) ?? throw Changed();
        if (path.LastParent == outer.Instance && !path.Repeats) throw Changed();
        path.LastParent = outer.Instance;

        XmlTable? table = path.IsRow ? path.Table : outer.Table;
        if (path.Table is not null) BeginRow(path.Table);
        bool keepsBlanks = outer.Text.KeepsBlanks, isNil = false;
        for (int i = 0; i < _reader.AttributeCount; i++)
        {
            int name = _reader.AttributeName(i);
            if (!ExpandedNames.IsDirective(name)) _columns[table!.Index][(path.FindAttribute(name) ?? throw Changed()).Slot].Text(_reader.AttributeValue(i));
            else if (name == ExpandedNames.Space) keepsBlanks = _reader.AttributeValue(i).SequenceEqual("preserve"u8);
            else if (name == ExpandedNames.Nil) isNil = _reader.IsNil();
        }
        if (path.IsProse) return WriteProse(path, table!);

        if (_depth == _open.Length) Array.Resize(ref _open, _depth * 2);
        _open[_depth++] = new OpenElement { Path = path, Table = table, Instance = _instances++, IsNil = isNil, Text = _texts.Begin(keepsBlanks) };
        return true;
    }

    private bool End()
    {
        ref OpenElement element = ref _open[--_depth];
        ReadOnlySpan<byte> text = _texts.End(element.Text, element.HasChildren);
        if (text.Length > 0 && !element.IsNil) WriteText(element, text);
        return element.Path.Table is not { } table || _writers[table.Index].EndRow();
    }

    private void WriteText(in OpenElement element, ReadOnlySpan<byte> text)
    {
        // Text beside elements where there was none before may mean that this is prose.
        if (element.Path.Slot < 0 || (element.HasChildren && element.Path.MixedPieces == 0)) throw Changed();
        _columns[element.Table!.Index][element.Path.Slot].Text(text);
    }

    private bool WriteProse(XmlPath path, XmlTable table)
    {
        ReadOnlySpan<byte> xml = _prose.Read(table, table.HasRowId ? _rows[table.Index] : null, path.Slot, out bool goesOn);
        if (!goesOn) return false;
        if (xml.Length > 0) _columns[table.Index][path.Slot].Text(xml);
        return path.Table is null || _writers[table.Index].EndRow();
    }

    private void BeginRow(XmlTable table)
    {
        long row = ++_rows[table.Index];
        int column = 0;
        if (table.HasRowId) _columns[table.Index][column++].Integer(row);
        if (table.HasParentRowId) _columns[table.Index][column].Integer(_rows[table.Parent!.Index]);
    }

    private LayoutChangedException Changed() => new($"{_reader.Tokens.Here}: something that the first part of the document does not have.");
}
