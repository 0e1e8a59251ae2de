using System.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>The prefixes that are bound at one place of a document. Scopes with the same bindings are one object, so that what it has resolved is kept.</summary>
internal sealed class NamespaceScope
{
    private readonly NamespaceScopes _owner;
    private readonly Dictionary<string, string> _uris; // by prefix; "" is the default namespace
    private readonly Dictionary<string, NamespaceScope> _inner = [];
    private int[] _elements = [];
    private int[] _attributes = [];

    internal NamespaceScope(NamespaceScopes owner, Dictionary<string, string> uris)
    {
        _owner = owner;
        _uris = uris;
    }

    /// <summary>Prefixes with their namespaces, the two that are always bound left out.</summary>
    internal IReadOnlyDictionary<string, string> Bindings => _uris;

    internal int Element(int name) => (uint)name < (uint)_elements.Length && _elements[name] is > 0 and var known ? known - 1 : Resolve(name, ref _elements, isAttribute: false);

    internal int Attribute(int name) => (uint)name < (uint)_attributes.Length && _attributes[name] is > 0 and var known ? known - 1 : Resolve(name, ref _attributes, isAttribute: true);

    /// <summary>The scope inside an element that declares these.</summary>
    internal NamespaceScope With(IReadOnlyList<(string Prefix, string Uri)> declarations, Location where)
    {
        string key = string.Join('\n', declarations.Select(declaration => $"{declaration.Prefix} {declaration.Uri}"));
        if (_inner.TryGetValue(key, out NamespaceScope? known)) return known;
        var uris = new Dictionary<string, string>(_uris);
        foreach ((string prefix, string uri) in declarations) uris[prefix] = uri;
        // Going back to bindings that an outer element had is going back to its scope, so that sibling files of one shape share theirs.
        NamespaceScope inner = _owner.Find(uris) ?? _owner.Add(uris, where);
        _inner.Add(key, inner);
        return inner;
    }

    private int Resolve(int name, ref int[] resolved, bool isAttribute)
    {
        XmlNames names = _owner.Names;
        string prefix = Encoding.UTF8.GetString(names.Prefix(name)), local = Encoding.UTF8.GetString(names.Local(name));
        string uri = prefix switch
        {
            "" => isAttribute ? "" : _uris.GetValueOrDefault("", ""),
            "xml" => ExpandedNames.XmlUri,
            _ => _uris.GetValueOrDefault(prefix) ?? _owner.Undeclared(prefix),
        };
        if (name >= resolved.Length) Array.Resize(ref resolved, Math.Max(names.Count, 32));
        int expanded = _owner.Expanded.Intern(uri, local, prefix);
        resolved[name] = expanded + 1;
        return expanded;
    }
}

/// <summary>All scopes of one input. Not thread-safe.</summary>
internal sealed class NamespaceScopes
{
    /// <summary>Different sets of bindings that are kept. More means that namespaces carry data.</summary>
    private const int MaxScopes = 10_000;

    private readonly Dictionary<string, NamespaceScope> _scopes = [];

    internal NamespaceScopes(XmlNames names, ExpandedNames expanded)
    {
        Names = names;
        Expanded = expanded;
        Outermost = Add([], new Location(""));
    }

    internal XmlNames Names { get; }

    internal ExpandedNames Expanded { get; }

    internal NamespaceScope Outermost { get; }

    /// <summary>Prefixes that were used without being declared.</summary>
    internal HashSet<string> UndeclaredPrefixes { get; } = [];

    internal NamespaceScope? Find(Dictionary<string, string> uris) => _scopes.GetValueOrDefault(KeyOf(uris));

    internal NamespaceScope Add(Dictionary<string, string> uris, Location where)
    {
        if (_scopes.Count == MaxScopes) throw XmlErrors.TooMuch(where, "there are too many different sets of namespace declarations", MaxScopes);
        var scope = new NamespaceScope(this, uris);
        _scopes.Add(KeyOf(uris), scope);
        return scope;
    }

    /// <summary>A prefix that nothing declares stands for itself, so that the data can be read all the same.</summary>
    internal string Undeclared(string prefix)
    {
        UndeclaredPrefixes.Add(prefix);
        return prefix;
    }

    private static string KeyOf(Dictionary<string, string> uris) =>
        string.Join('\n', uris.OrderBy(binding => binding.Key, StringComparer.Ordinal).Select(binding => $"{binding.Key} {binding.Value}"));
}
