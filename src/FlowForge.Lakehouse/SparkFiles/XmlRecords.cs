using System.Xml;
using System.Xml.Linq;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>XML as Spark 4's reader has it: a row element, its attributes and children as columns in the order of their names.</summary>
internal sealed class XmlRecords : SparkRecords
{
    private readonly XmlSchema _schema;
    private readonly TextValues _texts;
    private DataType _found = DataType.Null;
    private bool _hasCorrupt;
    private bool _isWhole;

    public XmlRecords(SparkReadOptions options) : base(options)
    {
        if (options.RowTag.Length == 0) throw new ArgumentException("rowTag: expected the name of the element that is a row.");
        _texts = new TextValues(options);
        _schema = new XmlSchema(options, _texts);
    }

    public override bool NeedsLook => Options.Schema is null;

    public override void Look(string record)
    {
        if (Element(record) is { } row) _found = _schema.Common(_found, _schema.OfObject(row));
        else _hasCorrupt = true;
    }

    protected override IReadOnlyList<Column> Decide()
    {
        if (Options.Schema is { } given) return given;
        IEnumerable<Column> found = (XmlSchema.Settled(_found) as DataType.Struct)?.Fields ?? [];
        return [.. (_hasCorrupt && Options.Mode == ParseMode.Permissive ? found.Append(new Column(Options.CorruptColumn, DataType.Varchar)) : found).OrderBy(column => column.Name, StringComparer.Ordinal)];
    }

    protected override IEnumerable<(object?[], bool)> Parse(string record)
    {
        var values = new object?[Columns.Count];
        if (Element(record) is { } row)
        {
            _isWhole = true;
            for (int i = 0; i < values.Length; i++)
                if (i != CorruptPlace) values[i] = Member(row, Columns[i]);
            yield return (values, _isWhole);
        }
        else yield return (values, false);
    }

    private object? Member(XElement parent, Column field)
    {
        if (field.Name == Options.ValueTag) return Scalar(XmlSchema.OwnText(parent), field.Type);
        if (!Options.ExcludeAttribute && XmlSchema.Attributes(parent).FirstOrDefault(attribute => Options.AttributePrefix + XmlSchema.NameOf(attribute) == field.Name) is { } attribute) return Scalar(attribute.Value, field.Type);
        XElement[] children = [.. parent.Elements().Where(child => XmlSchema.NameOf(child) == field.Name)];
        if (field.Type is DataType.List list) return children.Length == 0 ? null : new ListValue([.. children.Select(child => Value(child, list.Element))]);
        return children.Length == 0 ? null : Value(children[^1], field.Type);
    }

    private object? Value(XElement element, DataType type) => type switch
    {
        DataType.Struct structure => new StructValue([.. structure.Fields.Select(field => KeyValuePair.Create(field.Name, Member(element, field)))]),
        DataType.Primitive { Kind: PrimitiveKind.Varchar } when element.HasElements => string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting))),
        _ => Scalar(element.Value, type),
    };

    private object? Scalar(string text, DataType type)
    {
        string value = Options.TrimText ? text.Trim() : text;
        if (value == Options.NullValue || value.Length == 0 && type != DataType.Varchar) return null;
        object? read = _texts.Read(value, type);
        _isWhole &= read is not null;
        return read;
    }

    private static XElement? Element(string record)
    {
        try
        {
            return XElement.Parse(record, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
