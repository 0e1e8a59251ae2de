using System.Xml.Linq;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>Types that XML elements and attributes have, and what two of them have in common.</summary>
internal sealed class XmlSchema(SparkReadOptions options, TextValues texts)
{
    /// <summary>The fields of an element: attributes, children, and its own text beside them.</summary>
    public DataType.Struct OfObject(XElement element)
    {
        IEnumerable<Column> attributes = options.ExcludeAttribute ? [] : Attributes(element).Select(attribute => new Column(options.AttributePrefix + NameOf(attribute), OfText(attribute.Value)));
        IEnumerable<Column> children = element.Elements().GroupBy(NameOf).Select(group => new Column(group.Key, group.Count() == 1 ? OfElement(group.First()) : new DataType.List(group.Select(OfElement).Aggregate(Common))));
        string text = OwnText(element);
        IEnumerable<Column> own = text.Trim().Length == 0 ? [] : [new Column(options.ValueTag, OfText(text))];
        return new DataType.Struct([.. attributes.Concat(children).Concat(own).OrderBy(field => field.Name, StringComparer.Ordinal)]);
    }

    private DataType OfElement(XElement element)
    {
        bool isPlain = !element.HasElements && (options.ExcludeAttribute || !Attributes(element).Any());
        return isPlain ? OfText(element.Value) : OfObject(element);
    }

    private DataType OfText(string text)
    {
        string value = options.TrimText ? text.Trim() : text;
        if (value.Length == 0 || value == options.NullValue) return DataType.Null;
        if (!options.InferSchema) return DataType.Varchar;
        if (TextValues.Whole(value) is not null) return DataType.BigInt;
        if (!char.IsAsciiLetter(value[^1]) && texts.Floating(value) is not null) return DataType.Double;
        if (TextValues.Truth(value) is not null) return DataType.Boolean;
        if (texts.IsPlainDate(value)) return DataType.Date;
        return texts.Instant(value) is not null ? DataType.TimestampTz : DataType.Varchar;
    }

    public DataType Common(DataType left, DataType right) => (left, right) switch
    {
        (DataType.Void, _) => right,
        (_, DataType.Void) => left,
        _ when left == right => left,
        (DataType.Struct a, DataType.Struct b) => Union(a.Fields, b.Fields),
        (DataType.List a, DataType.List b) => new DataType.List(Common(a.Element, b.Element)),
        (DataType.List a, _) => new DataType.List(Common(a.Element, right)),
        (_, DataType.List b) => new DataType.List(Common(left, b.Element)),
        (DataType.Struct a, _) => Union(a.Fields, [new Column(options.ValueTag, right)]),
        (_, DataType.Struct b) => Union(b.Fields, [new Column(options.ValueTag, left)]),
        _ when left == DataType.BigInt && right == DataType.Double || left == DataType.Double && right == DataType.BigInt => DataType.Double,
        _ when left == DataType.Date && right == DataType.TimestampTz || left == DataType.TimestampTz && right == DataType.Date => DataType.TimestampTz,
        _ => DataType.Varchar,
    };

    private DataType.Struct Union(IEnumerable<Column> left, IEnumerable<Column> right) => new([.. left.Concat(right).GroupBy(field => field.Name, StringComparer.Ordinal)
        .Select(group => new Column(group.Key, group.Select(field => field.Type).Aggregate(Common))).OrderBy(field => field.Name, StringComparer.Ordinal)]);

    /// <summary>The type with texts for what never had a value; null for an element without anything.</summary>
    public static DataType? Settled(DataType type) => type switch
    {
        DataType.Void => DataType.Varchar,
        DataType.List list => Settled(list.Element) is { } element ? new DataType.List(element) : null,
        DataType.Struct structure => structure.Fields.Select(field => (field.Name, Type: Settled(field.Type))).Where(field => field.Type is not null).Select(field => new Column(field.Name, field.Type!)).ToArray() is { Length: > 0 } fields ? new DataType.Struct(fields) : null,
        _ => type,
    };

    /// <summary>The texts directly inside, without those of children.</summary>
    public static string OwnText(XElement element) => string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value));

    public static IEnumerable<XAttribute> Attributes(XElement element) => element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration);

    public static string NameOf(XElement element) => Qualified(element, element.Name);

    public static string NameOf(XAttribute attribute) => Qualified(attribute.Parent!, attribute.Name);

    private static string Qualified(XElement scope, XName name) =>
        name.Namespace != XNamespace.None && scope.GetPrefixOfNamespace(name.Namespace) is { Length: > 0 } prefix ? $"{prefix}:{name.LocalName}" : name.LocalName;
}
