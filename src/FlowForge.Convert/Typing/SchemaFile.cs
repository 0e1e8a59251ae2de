using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FlowForge.Convert.Typing;

/// <summary>A <c>schema.yaml</c>: types that people set, by column, for all tables or for one.</summary>
/// <example>
/// <code>
/// columns:
///   zip: varchar
///   amount: decimal(12,2)
///   born: { type: date, format: DD.MM.YYYY }
/// tables:
///   Orders:
///     columns: { id: bigint }
/// </code>
/// </example>
internal sealed class SchemaFile
{
    private readonly Dictionary<string, Entry> _everywhere = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, Entry>> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;

    private SchemaFile(string file) => _file = file;

    private sealed record Entry(ColumnSpec Spec, Location Where)
    {
        internal bool Used { get; set; }
    }

    /// <exception cref="InputException">Not YAML, a key or type that is not known: with line and column.</exception>
    internal static SchemaFile Load(string path)
    {
        var schema = new SchemaFile(path);
        var yaml = new YamlStream();
        try
        {
            using StreamReader text = File.OpenText(path);
            yaml.Load(text);
        }
        catch (YamlException failure)
        {
            throw new InputException("schema-file", new Location(path, failure.Start.Line, failure.Start.Column), $"not YAML: {failure.Message}", null, failure);
        }
        catch (IOException failure)
        {
            throw new InputException("schema-file", new Location(path), "the schema file cannot be read.", null, failure);
        }
        if (yaml.Documents.Count == 0) return schema;
        foreach ((YamlNode key, YamlNode value) in schema.Map(yaml.Documents[0].RootNode))
        {
            switch (((YamlScalarNode)key).Value)
            {
                case "columns":
                    schema.ReadColumns(value, schema._everywhere);
                    break;
                case "tables":
                    schema.ReadTables(value);
                    break;
                default:
                    throw schema.Wrong(key, $"'{key}' is not a key of a schema file.", "Keys: columns, tables.");
            }
        }
        return schema;
    }

    /// <summary>The type set for a column, if any; the name in it is the file's own.</summary>
    internal ColumnSpec? Find(string table, string column)
    {
        Entry? entry = _tables.TryGetValue(table, out Dictionary<string, Entry>? own) && own.TryGetValue(column, out Entry? found) ? found : _everywhere.GetValueOrDefault(column);
        if (entry is null) return null;
        entry.Used = true;
        return entry.Spec;
    }

    /// <summary>Columns that the file sets and no table has: most likely a slip of the pen.</summary>
    internal IEnumerable<Diagnostic> Unused() =>
        _tables.Values.SelectMany(table => table.Values).Concat(_everywhere.Values).Where(entry => !entry.Used)
            .Select(entry => new Diagnostic("schema-unused", Severity.Warning, entry.Where, $"no table has a column '{entry.Spec.Name}': this type was ignored."));

    private void ReadTables(YamlNode node)
    {
        foreach ((YamlNode table, YamlNode content) in Map(node))
        {
            var columns = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
            foreach ((YamlNode key, YamlNode value) in Map(content))
            {
                if (((YamlScalarNode)key).Value != "columns") throw Wrong(key, $"'{key}' is not a key of a table.", "Key: columns.");
                ReadColumns(value, columns);
            }
            _tables[((YamlScalarNode)table).Value ?? ""] = columns;
        }
    }

    private void ReadColumns(YamlNode node, Dictionary<string, Entry> columns)
    {
        foreach ((YamlNode key, YamlNode value) in Map(node))
        {
            string name = ((YamlScalarNode)key).Value ?? "";
            ColumnSpec spec = value is YamlScalarNode type ? new ColumnSpec(name, ParseType(type), TextForm.AsIs) : ReadColumn(name, value);
            columns[name] = new Entry(spec, new Location(_file, key.Start.Line, key.Start.Column));
        }
    }

    private ColumnSpec ReadColumn(string name, YamlNode node)
    {
        DataType? type = null;
        TextForm form = TextForm.AsIs;
        foreach ((YamlNode key, YamlNode value) in Map(node))
        {
            if (value is not YamlScalarNode text) throw Wrong(value, "expected a text here.", null);
            switch (((YamlScalarNode)key).Value)
            {
                case "type":
                    type = ParseType(text);
                    break;
                case "format":
                    form = ParseForm(text);
                    break;
                default:
                    throw Wrong(key, $"'{key}' is not a key of a column.", "Keys: type, format.");
            }
        }
        if (type is null) throw Wrong(node, $"column '{name}' has no type.", "Add for instance: type: bigint");
        bool fits = form switch
        {
            TextForm.Date => type == DataType.Date || type == DataType.Timestamp || type == DataType.TimestampTz,
            TextForm.Number => type is DataType.Decimal || type == DataType.BigInt || type == DataType.Double,
            _ => true,
        };
        return fits ? new ColumnSpec(name, type, form) : throw Wrong(node, $"the format does not go with {type}.", null);
    }

    private TextForm ParseForm(YamlScalarNode node)
    {
        string text = node.Value ?? "";
        if (NumberForm.All.FirstOrDefault(form => form.Name == text) is { } number) return new TextForm.Number(number);
        // As inspect tells it: times with AM and PM are read in every form.
        if (text.EndsWith(" AM/PM", StringComparison.OrdinalIgnoreCase)) text = text[..^" AM/PM".Length];
        if (DateForm.All.FirstOrDefault(form => form.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) is { } date) return new TextForm.Date(date);
        throw Wrong(node, $"'{text}' is not a format.",
            $"Formats: {string.Join(", ", NumberForm.All.Select(form => form.Name).Concat(DateForm.All.Select(form => form.ToString())))}.");
    }

    private DataType ParseType(YamlScalarNode node)
    {
        string text = (node.Value ?? "").Trim().ToLowerInvariant();
        return text switch
        {
            "varchar" or "text" or "string" => DataType.Varchar,
            "bigint" or "long" => DataType.BigInt,
            "integer" or "int" => new DataType.Primitive(PrimitiveKind.Integer),
            "smallint" or "short" => new DataType.Primitive(PrimitiveKind.SmallInt),
            "tinyint" => new DataType.Primitive(PrimitiveKind.TinyInt),
            "double" => DataType.Double,
            "boolean" or "bool" => DataType.Boolean,
            "date" => DataType.Date,
            "time" => DataType.Time,
            "timestamp" => DataType.Timestamp,
            "timestamptz" or "timestamp with time zone" => DataType.TimestampTz,
            "uuid" => DataType.Uuid,
            _ => ParseDecimal(text) ?? throw Wrong(node, $"'{node.Value}' is not a type.",
                "Types: varchar, bigint, integer, smallint, tinyint, double, decimal(p,s), boolean, date, time, timestamp, timestamptz, uuid."),
        };
    }

    private static DataType.Decimal? ParseDecimal(string text)
    {
        if (!text.StartsWith("decimal(", StringComparison.Ordinal) || !text.EndsWith(')')) return null;
        string[] parts = text[8..^1].Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 2 && int.TryParse(parts[0], out int precision) && int.TryParse(parts[1], out int scale) && precision is >= 1 and <= 38 && scale >= 0 && scale <= precision
            ? new DataType.Decimal(precision, scale)
            : null;
    }

    private IEnumerable<KeyValuePair<YamlNode, YamlNode>> Map(YamlNode node) =>
        node is YamlMappingNode map ? map.Children : throw Wrong(node, "expected keys with values here.", null);

    private InputException Wrong(YamlNode node, string what, string? hint) =>
        new("schema-file", new Location(_file, node.Start.Line, node.Start.Column), what, hint);
}
