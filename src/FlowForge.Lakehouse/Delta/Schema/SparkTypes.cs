using System.Globalization;
using System.Text.RegularExpressions;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>Spark's names of types without parts, and the engine's types for them.</summary>
internal static partial class SparkTypes
{
    private static readonly (string Spark, DataType Type)[] s_scalars =
    [
        ("string", DataType.Varchar),
        ("long", DataType.BigInt),
        ("integer", new DataType.Primitive(PrimitiveKind.Integer)),
        ("short", new DataType.Primitive(PrimitiveKind.SmallInt)),
        ("byte", new DataType.Primitive(PrimitiveKind.TinyInt)),
        ("float", new DataType.Primitive(PrimitiveKind.Float)),
        ("double", DataType.Double),
        ("boolean", DataType.Boolean),
        ("binary", DataType.Blob),
        ("date", DataType.Date),
        ("timestamp", DataType.TimestampTz),
        ("timestamp_ntz", DataType.Timestamp),
    ];

    /// <summary>Null for a name that is none of Spark's, or whose values the engine has no type for.</summary>
    internal static DeltaType? Parse(string name)
    {
        if (name.StartsWith("variant", StringComparison.Ordinal)) return new DeltaType.Variant();
        foreach ((string spark, DataType type) in s_scalars)
            if (spark == name)
                return new DeltaType.Scalar(name, type);
        if (name == "decimal") return new DeltaType.Scalar("decimal(10,0)", new DataType.Decimal(10, 0));
        if (name.StartsWith("decimal(", StringComparison.Ordinal) && name.EndsWith(')')) return Decimal(name);
        // Text with a length or a collation is text to a reader.
        return Text().IsMatch(name) ? new DeltaType.Scalar(name, DataType.Varchar) : null;
    }

    private static DeltaType.Scalar? Decimal(string name)
    {
        ReadOnlySpan<char> digits = name.AsSpan()["decimal(".Length..^1];
        int comma = digits.IndexOf(',');
        if (comma < 0 || !TryDigits(digits[..comma], out int precision) || !TryDigits(digits[(comma + 1)..], out int scale)) return null;
        return precision is >= 1 and <= 38 && scale <= precision ? new DeltaType.Scalar(name, new DataType.Decimal(precision, scale)) : null;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number) => int.TryParse(text.Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Spark's type for a type of the engine; null when it has none.</summary>
    internal static DeltaType? From(DataType type) => type switch
    {
        DataType.Decimal number => new DeltaType.Scalar($"decimal({number.Precision},{number.Scale})", number),
        DataType.List list => From(list.Element) is { } element ? new DeltaType.Array(element, ContainsNull: true) : null,
        DataType.Map map => From(map.Key) is { } key && From(map.Value) is { } value ? new DeltaType.Map(key, value, ValueContainsNull: true) : null,
        DataType.Struct structure => Fields(structure.Fields) is { } fields ? new DeltaType.Struct(fields) : null,
        DataType.Primitive => s_scalars.Where(scalar => scalar.Type == type).Select(scalar => (DeltaType)new DeltaType.Scalar(scalar.Spark, scalar.Type)).FirstOrDefault(),
        _ => null,
    };

    /// <summary>Fields that may be null, without metadata; null when a type is none of Spark's.</summary>
    internal static IReadOnlyList<DeltaField>? Fields(IReadOnlyList<Column> columns)
    {
        var fields = new List<DeltaField>(columns.Count);
        foreach (Column column in columns)
        {
            if (From(column.Type) is not { } type) return null;
            fields.Add(new DeltaField(column.Name, type, IsNullable: true, FieldMetadata.None));
        }
        return fields;
    }

    [GeneratedRegex(@"^(?:(?:var)?char\(\d+\)|string collate \S+)$")]
    private static partial Regex Text();
}
