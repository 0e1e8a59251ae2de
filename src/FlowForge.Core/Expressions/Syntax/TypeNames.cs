using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Types by the names Spark gives them.</summary>
public static class TypeNames
{
    private static readonly (string Spark, DataType Type)[] s_simple =
    [
        ("boolean", DataType.Boolean),
        ("tinyint", DataType.TinyInt),
        ("byte", DataType.TinyInt),
        ("smallint", DataType.SmallInt),
        ("short", DataType.SmallInt),
        ("int", DataType.Integer),
        ("integer", DataType.Integer),
        ("bigint", DataType.BigInt),
        ("long", DataType.BigInt),
        ("float", DataType.Float),
        ("real", DataType.Float),
        ("double", DataType.Double),
        ("string", DataType.Varchar),
        ("binary", DataType.Blob),
        ("date", DataType.Date),
        ("timestamp", DataType.TimestampTz),
        ("timestamp_ltz", DataType.TimestampTz),
        ("timestamp_ntz", DataType.Timestamp),
        ("void", DataType.Null),
    ];

    /// <summary>A type's name in Spark, e.g. <c>array&lt;decimal(10,2)&gt;</c>; null when it is none.</summary>
    public static DataType? Parse(string text) => Parser.ParseType(text);

    /// <summary>The columns of a schema in Spark's words, e.g. <c>a INT, b STRUCT&lt;c: STRING&gt;</c>; null when it is none.</summary>
    public static IReadOnlyList<Column>? ParseColumns(string text) => Parser.ParseColumns(text);

    /// <summary>The type as Spark writes it in <c>typeof</c>: <c>struct&lt;a:int,b:string&gt;</c>.</summary>
    public static string Of(DataType type) => type switch
    {
        DataType.Primitive { Kind: PrimitiveKind.Interval } => "interval",
        DataType.Decimal number => $"decimal({number.Precision},{number.Scale})",
        DataType.List list => $"array<{Of(list.Element)}>",
        DataType.Map map => $"map<{Of(map.Key)},{Of(map.Value)}>",
        DataType.Struct structure => $"struct<{string.Join(",", structure.Fields.Select(field => $"{field.Name}:{Of(field.Type)}"))}>",
        DataType.YearMonthInterval months => $"interval {IntervalText.Units(months.First, months.Last).ToLowerInvariant()}",
        DataType.DayTimeInterval time => $"interval {IntervalText.Units(time.First, time.Last).ToLowerInvariant()}",
        _ => s_simple.FirstOrDefault(row => row.Type == type).Spark ?? type.ToString().ToLowerInvariant(),
    };

    /// <summary>The type as Spark SQL takes it in a cast: <c>STRUCT&lt;a: INT, `b c`: STRING&gt;</c>.</summary>
    public static string Sql(DataType type) => type switch
    {
        DataType.List list => $"ARRAY<{Sql(list.Element)}>",
        DataType.Map map => $"MAP<{Sql(map.Key)}, {Sql(map.Value)}>",
        DataType.Struct structure => $"STRUCT<{Schema(structure.Fields)}>",
        _ => Of(type).ToUpperInvariant(),
    };

    /// <summary>Columns as a schema text: <c>a: INT, b: STRING</c>.</summary>
    public static string Schema(IReadOnlyList<Column> columns) =>
        string.Join(", ", columns.Select(column => $"{SparkSql.Name(column.Name)}: {Sql(column.Type)}"));

    internal static DataType? Simple(string name) => s_simple.FirstOrDefault(row => row.Spark.Equals(name, StringComparison.OrdinalIgnoreCase)).Type;
}
