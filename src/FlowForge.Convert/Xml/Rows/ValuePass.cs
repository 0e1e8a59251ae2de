using FlowForge.Convert.Batches;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>One pass: writes every text and attribute to its column or field while the document goes by; a row ends with its element.</summary>
/// <remarks>Memory is the open elements and their texts.</remarks>
internal sealed class ValuePass
{
    private readonly ElementReader _reader;
    private readonly RowTags _rowTags;
    private readonly IReadOnlyList<RowWriter> _writers;
    private readonly ColumnWriter[][] _columns;
    private readonly Dictionary<XmlPath, ColumnWriter[]> _structs = [];
    private readonly Stack<ColumnWriter> _lists = new();
    private readonly long[] _rows; // a table: rows begun
    private readonly TextPieces _texts;
    private readonly ProseWriter _prose;
    private OpenElement[] _open = new OpenElement[64];
    private int _depth;
    private long _instances;

    private struct OpenElement
    {
        internal XmlPath Path;
        internal XmlTable? Table; // that its values go to
        internal ColumnWriter[] Fields; // that its values go to: columns of the table, or fields of a struct
        internal ColumnWriter? Value; // itself, when it is a value and not a row or part of one
        internal long Instance;
        internal int Lists; // begun before it
        internal bool HasChildren;
        internal bool IsNil;
        internal TextPieces.Text Text;
    }

    internal ValuePass(ElementReader reader, XmlPath root, RowTags rowTags, IReadOnlyList<RowWriter> writers, ProseWriter prose, bool keepsEnds)
    {
        _reader = reader;
        _rowTags = rowTags;
        _writers = writers;
        _columns = [.. writers.Select(writer => writer.Columns.ToArray())];
        _rows = new long[writers.Count];
        _texts = new TextPieces(keepsEnds);
        _prose = prose;
        _open[_depth++] = new OpenElement { Path = root, Fields = [], Instance = _instances++, Text = _texts.Begin(keepsBlanks: false) };
    }

    /// <exception cref="LayoutChangedException">The document has something that was not laid out.</exception>
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
        if (_depth == _open.Length) Array.Resize(ref _open, _depth * 2);
        ref OpenElement outer = ref _open[_depth - 1];
        _texts.Break(ref outer.Text);
        outer.HasChildren = true;
        XmlPath path = outer.Path.FindChild(_reader.Name) ?? throw Changed();
        if (path.LastParent == outer.Instance && !path.Repeats) throw Changed();

        // Filled where it lies: copies of it were a tenth of a document's time.
        ref OpenElement element = ref _open[_depth];
        element = default;
        element.Path = path;
        element.Instance = _instances++;
        element.Lists = _lists.Count;
        Place(ref element, outer);
        path.LastParent = outer.Instance;
        bool keepsBlanks = outer.Text.KeepsBlanks;
        for (int i = 0; i < _reader.AttributeCount; i++)
        {
            int name = _reader.AttributeName(i);
            if (!ExpandedNames.IsDirective(name)) Write(element, (path.FindAttribute(name) ?? throw Changed()).Slot, _reader.AttributeValue(i));
            else if (name == ExpandedNames.Space) keepsBlanks = _reader.AttributeValue(i).SequenceEqual("preserve"u8);
            else if (name == ExpandedNames.Nil) element.IsNil = _reader.IsNil();
        }
        element.Text = _texts.Begin(keepsBlanks);
        if (path.IsProse) return WriteProse(element);
        _depth++;
        return true;
    }

    /// <summary>Finds where an element's values go: to a row that begins with it, to a value of its own, or to what it is part of.</summary>
    private void Place(ref OpenElement element, in OpenElement outer)
    {
        XmlPath path = element.Path;
        element.Table = path.IsRow ? path.Table : outer.Table;
        if (path.IsRow)
        {
            element.Fields = path.Table is null ? [] : BeginRow(path.Table);
        }
        else if (path.Slot < 0)
        {
            element.Fields = outer.Fields;
        }
        else
        {
            ColumnWriter value = outer.Fields[path.Slot];
            if (path.Repeats)
            {
                if (path.LastParent != outer.Instance)
                {
                    value.BeginList();
                    _lists.Push(value);
                }
                element.Lists = _lists.Count;
                value = value.Element;
            }
            element.Value = value;
            element.Fields = FieldsOf(path, value);
        }
    }

    private ColumnWriter[] FieldsOf(XmlPath path, ColumnWriter value)
    {
        if (_structs.TryGetValue(path, out ColumnWriter[]? known)) return known;
        ColumnWriter[] fields = path.IsStruct ? [.. Enumerable.Range(0, path.FieldCount).Select(value.Field)] : [value];
        _structs.Add(path, fields);
        return fields;
    }

    private ColumnWriter[] BeginRow(XmlTable table)
    {
        ColumnWriter[] columns = _columns[table.Index];
        long row = ++_rows[table.Index];
        int column = 0;
        if (table.HasRowId) columns[column++].Integer(row);
        if (table.HasParentRowId) columns[column].Integer(_rows[table.Parent!.Index]);
        return columns;
    }

    private bool End()
    {
        ref OpenElement element = ref _open[--_depth];
        ReadOnlySpan<byte> text = _texts.End(element.Text, element.HasChildren);
        // Text beside elements where there was none before may mean that this is prose.
        if (text.Length > 0 && (element.Path.TextSlot < 0 || (element.HasChildren && element.Path.MixedPieces == 0))) throw Changed();
        return End(element, element.IsNil ? [] : text);
    }

    private bool End(in OpenElement element, ReadOnlySpan<byte> text)
    {
        XmlPath path = element.Path;
        if (text.Length > 0) Write(element, path.TextSlot, text);
        while (_lists.Count > element.Lists) _lists.Pop().EndList();
        if (element.Value is { } value)
        {
            if (path.IsStruct) value.EndStruct();
            else if (text.Length == 0) value.Null();
        }
        return path.Table is not { } table || _writers[table.Index].EndRow();
    }

    private bool WriteProse(in OpenElement element)
    {
        XmlTable table = element.Table!;
        ReadOnlySpan<byte> xml = _prose.Read(table, table.HasRowId ? _rows[table.Index] : null, element.Path.TextSlot, out bool goesOn);
        return goesOn && End(element, xml);
    }

    private void Write(in OpenElement element, int slot, ReadOnlySpan<byte> value)
    {
        if (element.Value is null) element.Fields[slot].Text(value);
        else WriteNested(element.Fields[slot], value);
    }

    /// <summary>Types inside of lists and structs are declared by the layout, so what contradicts one changes the layout.</summary>
    private void WriteNested(ColumnWriter field, ReadOnlySpan<byte> value)
    {
        try
        {
            field.Text(value);
        }
        catch (TypeConflictException)
        {
            throw Changed();
        }
    }

    private LayoutChangedException Changed() => new($"{_reader.Tokens.Here}: something that the first part of the document does not have.");
}
