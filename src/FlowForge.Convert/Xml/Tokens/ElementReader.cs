using System.Text;
using FlowForge.Convert.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Tokens with namespaces: names are those of <see cref="ExpandedNames"/>, declarations are taken out of the attributes.</summary>
/// <remarks>As <see cref="XmlTokenizer"/>.</remarks>
internal sealed class ElementReader : IDisposable
{
    private readonly XmlTokenizer _tokens;
    private readonly NamespaceScopes _scopes;
    private readonly List<(string Prefix, string Uri)> _declarations = [];
    private NamespaceScope[] _open = new NamespaceScope[64]; // the scope outside of each open element
    private (int Name, int Index)[] _attributes = new (int, int)[16];
    private readonly HashSet<int> _seen = [];
    private NamespaceScope _scope;

    /// <param name="expanded">Shared by the passes over one input, so that a name has the same number in each.</param>
    internal ElementReader(XmlTokenizer tokens, ExpandedNames expanded)
    {
        _tokens = tokens;
        _scopes = new NamespaceScopes(tokens.Names, expanded);
        _scope = _scopes.Outermost;
    }

    internal XmlTokenizer Tokens => _tokens;

    /// <summary>Where the text comes from when it is not UTF-8: knows what it had to replace.</summary>
    internal Utf8TranscodingStream? Transcoding { get; init; }

    /// <summary>The name of the element that was just started.</summary>
    internal int Name { get; private set; }

    /// <summary>Attributes of the element that was just started.</summary>
    internal int AttributeCount { get; private set; }

    /// <summary>Prefixes bound inside the element that was just started.</summary>
    internal NamespaceScope Scope => _scope;

    /// <summary>Declarations that the element just started has itself.</summary>
    internal IReadOnlyList<(string Prefix, string Uri)> Declarations => _declarations;

    internal IReadOnlyCollection<string> UndeclaredPrefixes => _scopes.UndeclaredPrefixes;

    internal ReadOnlySpan<byte> Text => _tokens.Text;

    internal int AttributeName(int index) => _attributes[index].Name;

    internal ReadOnlySpan<byte> AttributeValue(int index) => _tokens.AttributeValue(_attributes[index].Index);

    /// <summary>The attribute's name as written, in <see cref="XmlNames"/>.</summary>
    internal int AttributeWritten(int index) => _tokens.AttributeName(_attributes[index].Index);

    internal XmlToken Read()
    {
        XmlToken token = _tokens.Read();
        if (token == XmlToken.StartElement) Start();
        else if (token == XmlToken.EndElement) _scope = _open[_tokens.Depth];
        return token;
    }

    /// <summary>Whether the element just started says xsi:nil="true".</summary>
    internal bool IsNil()
    {
        for (int i = 0; i < AttributeCount; i++)
            if (AttributeName(i) == ExpandedNames.Nil)
                return AttributeValue(i) is var value && (value.SequenceEqual("true"u8) || value.SequenceEqual("1"u8));
        return false;
    }

    public void Dispose() => _tokens.Dispose();

    private void Start()
    {
        int depth = _tokens.Depth;
        if (depth > _open.Length) Array.Resize(ref _open, _open.Length * 2);
        _open[depth - 1] = _scope;
        if (_declarations.Count > 0) _declarations.Clear();
        int count = _tokens.AttributeCount;
        if (count > _attributes.Length) Array.Resize(ref _attributes, Math.Max(count, _attributes.Length * 2));

        XmlNames names = _tokens.Names;
        int prefixed = AttributeCount = 0;
        for (int i = 0; i < count; i++)
        {
            int name = _tokens.AttributeName(i);
            if (IsDeclaration(name)) Declare(name, _tokens.AttributeValue(i));
            else _attributes[AttributeCount++].Index = i;
        }
        if (_declarations.Count > 0) _scope = _scope.With(_declarations, _tokens.Here);
        for (int i = 0; i < AttributeCount; i++)
        {
            int name = _tokens.AttributeName(_attributes[i].Index);
            if (names.Prefix(name).Length > 0) prefixed++;
            _attributes[i].Name = _scope.Attribute(name);
        }
        if (prefixed > 1) RefuseEqualAttributes();
        Name = _scope.Element(_tokens.Name);
    }

    private bool IsDeclaration(int name)
    {
        XmlNames names = _tokens.Names;
        ReadOnlySpan<byte> written = names[name];
        return written.Length >= 5 && written[0] == 'x' && written.StartsWith("xmlns"u8) && (written.Length == 5 || written[5] == ':');
    }

    private void Declare(int name, ReadOnlySpan<byte> uri)
    {
        ReadOnlySpan<byte> written = _tokens.Names[name];
        _declarations.Add((written.Length <= 6 ? "" : Encoding.UTF8.GetString(written[6..]), Encoding.UTF8.GetString(uri)));
    }

    /// <summary>Two prefixes may stand for one namespace: then two attributes that look different are the same.</summary>
    private void RefuseEqualAttributes()
    {
        _seen.Clear();
        for (int i = 0; i < AttributeCount; i++)
            if (!_seen.Add(_attributes[i].Name))
                throw XmlErrors.Syntax(_tokens.Here, $"the attribute {XmlErrors.Show(_tokens.Names[AttributeWritten(i)])} a second time in one tag, under another prefix", "each attribute once");
    }
}
