using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Layout;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>One column: the XML of the row element, with the namespace declarations that it needs to be read alone.</summary>
internal sealed class FragmentShape : IColumnShape
{
    public bool ListsProse => false;

    public void AddColumns(XmlTable table, StepNames names) => table.Add("xml", _ => { }, DataType.Varchar);
}

/// <summary>Reads each row element as a piece of XML.</summary>
internal sealed class FragmentReader(XmlSource source, XmlPath root, RowTags rowTags, IReadOnlyList<XmlTable> tables, XmlFindings findings)
    : XmlTableReader(source, [.. tables.Select(table => table.ToSource())], findings)
{
    /// <summary>The longest XML of one row.</summary>
    private const int MaxRowBytes = 256 << 20;

    private static readonly IReadOnlySet<string> s_none = new HashSet<string>();

    private readonly HashSet<int> _names = [];
    private readonly HashSet<int> _lastNames = [];
    private NamespaceScope? _lastScope;
    private byte[] _lastDeclarations = [];

    protected override void Read(ElementReader reader, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var fragment = new XmlFragment(reader.Tokens);
        _lastScope = null;
        // The path of each open element; null outside of what leads to a row.
        var open = new Stack<XmlPath?>([root]);
        for (uint tokens = 0; ; tokens++)
        {
            if ((tokens & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            switch (reader.Read())
            {
                case XmlToken.StartElement:
                    XmlPath? path = PathOf(reader, open.Peek());
                    if (path?.Table is not { } table) open.Push(rowTags.IsEmpty ? path : root);
                    else if (!WriteRow(reader, fragment, writers[table.Index])) return;
                    break;
                case XmlToken.EndElement:
                    open.Pop();
                    break;
                case XmlToken.End:
                    return;
            }
        }
    }

    private XmlPath? PathOf(ElementReader reader, XmlPath? outer) => rowTags.IsEmpty || rowTags.Match(reader.Tokens)
        ? outer?.FindChild(reader.Name) ?? (rowTags.IsEmpty ? null : throw new LayoutChangedException("a row element of another name"))
        : null;

    /// <summary>Writes the element just started, to its end.</summary>
    private bool WriteRow(ElementReader reader, XmlFragment fragment, RowWriter row)
    {
        XmlTokenizer tokens = reader.Tokens;
        int depth = tokens.Depth;
        NamespaceScope scope = reader.Scope;
        _names.Clear();
        fragment.Clear();
        Start(tokens, fragment);
        int declarationsAt = fragment.Length;
        IReadOnlySet<string> declared = reader.Declarations.Count == 0 ? s_none : reader.Declarations.Select(declaration => declaration.Prefix).ToHashSet();
        while (tokens.Depth >= depth)
        {
            switch (reader.Read())
            {
                case XmlToken.StartElement:
                    Start(tokens, fragment);
                    break;
                case XmlToken.EndElement:
                    fragment.End();
                    break;
                case XmlToken.Text:
                    fragment.Text(reader.Text);
                    break;
                case XmlToken.CData:
                    fragment.CData(reader.Text);
                    break;
            }
            if (fragment.Length > MaxRowBytes)
                throw new InputException("xml-limit", tokens.Here, $"one row has more than {MaxRowBytes >> 20} MiB of XML.", "Name an element inside of it with --row-tag.");
        }
        fragment.Insert(declarationsAt, Declarations(tokens.Names, scope, declared));
        row[0].Text(fragment.Xml);
        return row.EndRow();
    }

    private void Start(XmlTokenizer tokens, XmlFragment fragment)
    {
        fragment.Start();
        _names.Add(tokens.Name);
        for (int i = 0; i < tokens.AttributeCount; i++)
            if (tokens.Names.Prefix(tokens.AttributeName(i)).Length > 0)
                _names.Add(tokens.AttributeName(i));
    }

    /// <summary>The declarations around the row of the prefixes that are used in it. Nearly always those of the row before.</summary>
    private byte[] Declarations(XmlNames names, NamespaceScope scope, IReadOnlySet<string> declared)
    {
        if (declared.Count > 0) return WriteDeclarations(names, scope, declared);
        if (scope == _lastScope && _names.SetEquals(_lastNames)) return _lastDeclarations;
        _lastScope = scope;
        _lastNames.Clear();
        _lastNames.UnionWith(_names);
        return _lastDeclarations = WriteDeclarations(names, scope, declared);
    }

    private byte[] WriteDeclarations(XmlNames names, NamespaceScope scope, IReadOnlySet<string> declared)
    {
        var used = _names.Select(name => Encoding.UTF8.GetString(names.Prefix(name))).ToHashSet();
        var text = new StringBuilder();
        foreach ((string prefix, string uri) in scope.Bindings.OrderBy(binding => binding.Key, StringComparer.Ordinal))
        {
            if (uri.Length == 0 || declared.Contains(prefix) || !used.Contains(prefix)) continue;
            string escaped = uri.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
            text.Append(prefix.Length == 0 ? " xmlns=\"" : $" xmlns:{prefix}=\"").Append(escaped).Append('"');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
