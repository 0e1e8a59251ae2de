using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Delta;

/// <summary>From the engine's types to those that Delta tables have.</summary>
internal static class DeltaTypes
{
    /// <summary>The columns in Delta's types, as the list of a SELECT. A whole number beyond 38 digits has none, and ends the query.</summary>
    internal static string Projection(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => Nearest(column.Type) is var type && type == column.Type
        ? SqlName.Quote(column.Name)
        : $"CAST({SqlName.Quote(column.Name)} AS {type}) AS {SqlName.Quote(column.Name)}"));

    /// <summary>The type that holds the values of one that Delta lacks: a wider number, or else text. Nanoseconds become microseconds.</summary>
    internal static DataType Nearest(DataType type) => type switch
    {
        DataType.Primitive primitive => Nearest(primitive),
        DataType.List list => new DataType.List(Nearest(list.Element)),
        DataType.Array array => new DataType.List(Nearest(array.Element)),
        DataType.Map map => new DataType.Map(Nearest(map.Key), Nearest(map.Value)),
        DataType.Struct structure => new DataType.Struct([.. structure.Fields.Select(field => field with { Type = Nearest(field.Type) })]),
        DataType.Decimal => type,
        _ => DataType.Varchar,
    };

    private static DataType Nearest(DataType.Primitive type) => type.Kind switch
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
