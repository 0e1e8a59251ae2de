namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Names with their namespaces, each known by a small number that is the same whatever prefix is used. Not thread-safe.</summary>
internal sealed class ExpandedNames
{
    internal const string InstanceUri = "http://www.w3.org/2001/XMLSchema-instance";
    internal const string XmlUri = "http://www.w3.org/XML/1998/namespace";

    private readonly Dictionary<(string Uri, string Local), int> _numbers = [];
    private readonly List<ExpandedName> _names = [];

    /// <summary>xsi:nil</summary>
    internal const int Nil = 0;

    /// <summary>xml:space</summary>
    internal const int Space = 1;

    private const int LastDirective = 3;

    internal ExpandedNames()
    {
        Intern(InstanceUri, "nil", "xsi");
        Intern(XmlUri, "space", "xml");
        Intern(InstanceUri, "schemaLocation", "xsi");
        Intern(InstanceUri, "noNamespaceSchemaLocation", "xsi");
    }

    /// <summary>Whether an attribute speaks to the reader of the document and is no data: xsi:nil, xml:space, where a schema is.</summary>
    internal static bool IsDirective(int attribute) => attribute <= LastDirective;

    internal ExpandedName this[int name] => _names[name];

    internal int Intern(string uri, string local, string prefix)
    {
        if (_numbers.TryGetValue((uri, local), out int known)) return known;
        _names.Add(new ExpandedName(uri, local, prefix));
        _numbers.Add((uri, local), _names.Count - 1);
        return _names.Count - 1;
    }
}

/// <summary>A name with its namespace.</summary>
/// <param name="Uri">Empty for none.</param>
/// <param name="Prefix">The first that the document used for it; empty for none.</param>
internal sealed record ExpandedName(string Uri, string Local, string Prefix)
{
    /// <summary>As a tag writes it: <c>p:policy</c>.</summary>
    internal string Written => Prefix.Length == 0 ? Local : $"{Prefix}:{Local}";
}
