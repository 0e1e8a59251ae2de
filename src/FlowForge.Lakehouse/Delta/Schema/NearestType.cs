using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>From the engine's types to those that Delta tables have.</summary>
public static class NearestType
{
    /// <summary>The columns in Delta's types, as the list of a SELECT. A whole number beyond 38 digits has none, and ends the query.</summary>
    public static string Projection(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => Of(column.Type) is var type && type == column.Type
        ? SqlName.Quote(column.Name)
        : $"CAST({SqlName.Quote(column.Name)} AS {type}) AS {SqlName.Quote(column.Name)}"));

    /// <summary>The type that holds the values of one that Delta lacks: a wider number, or else text. Nanoseconds become microseconds.</summary>
    public static DataType Of(DataType type) => type switch
    {
        DataType.Primitive primitive => Of(primitive),
        DataType.List list => new DataType.List(Of(list.Element)),
        DataType.Array array => new DataType.List(Of(array.Element)),
        DataType.Map map => new DataType.Map(Of(map.Key), Of(map.Value)),
        DataType.Struct structure => new DataType.Struct([.. structure.Fields.Select(field => field with { Type = Of(field.Type) })]),
        DataType.Decimal => type,
        _ => DataType.Varchar,
    };

    private static DataType Of(DataType.Primitive type) => type.Kind switch
    {
        PrimitiveKind.Boolean or PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Float or PrimitiveKind.Double
            or PrimitiveKind.Varchar or PrimitiveKind.Blob or PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz => type,
        PrimitiveKind.UTinyInt => DataType.SmallInt,
        PrimitiveKind.USmallInt => DataType.Integer,
        PrimitiveKind.UInteger => DataType.BigInt,
        PrimitiveKind.UBigInt => new DataType.Decimal(20, 0),
        PrimitiveKind.HugeInt or PrimitiveKind.UHugeInt => new DataType.Decimal(38, 0),
        PrimitiveKind.TimestampS or PrimitiveKind.TimestampMs or PrimitiveKind.TimestampNs => DataType.Timestamp,
        PrimitiveKind.BigNum or PrimitiveKind.Bit or PrimitiveKind.Time or PrimitiveKind.TimeTz or PrimitiveKind.TimeNs or PrimitiveKind.Interval or PrimitiveKind.Uuid => DataType.Varchar,
    };
}
