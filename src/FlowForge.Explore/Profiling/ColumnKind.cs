using FlowForge.Core.Schemas;

namespace FlowForge.Explore.Profiling;

/// <summary>What can be measured of a column's values.</summary>
public enum ColumnKind
{
    Boolean,
    Integer,
    Decimal,
    Float,
    Text,
    Date,
    Timestamp,

    /// <summary>Counted, and nothing else: times of day, blobs, lists, structs, maps.</summary>
    Other,
}

public static class ColumnKinds
{
    extension(ColumnKind kind)
    {
        public bool IsNumber => kind is ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Float;

        public bool IsTime => kind is ColumnKind.Date or ColumnKind.Timestamp;
    }

    public static ColumnKind Of(DataType type) => type switch
    {
        DataType.Decimal => ColumnKind.Decimal,
        DataType.Enum => ColumnKind.Text,
        DataType.Primitive { Kind: var kind } => kind switch
        {
            PrimitiveKind.Boolean => ColumnKind.Boolean,
            PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.HugeInt
                or PrimitiveKind.UTinyInt or PrimitiveKind.USmallInt or PrimitiveKind.UInteger or PrimitiveKind.UBigInt or PrimitiveKind.UHugeInt => ColumnKind.Integer,
            PrimitiveKind.Float or PrimitiveKind.Double => ColumnKind.Float,
            PrimitiveKind.Varchar or PrimitiveKind.Uuid => ColumnKind.Text,
            PrimitiveKind.Date => ColumnKind.Date,
            PrimitiveKind.Timestamp or PrimitiveKind.TimestampS or PrimitiveKind.TimestampMs or PrimitiveKind.TimestampNs or PrimitiveKind.TimestampTz => ColumnKind.Timestamp,
            PrimitiveKind.BigNum or PrimitiveKind.Blob or PrimitiveKind.Bit or PrimitiveKind.Time or PrimitiveKind.TimeTz or PrimitiveKind.TimeNs or PrimitiveKind.Interval => ColumnKind.Other,
        },
        _ => ColumnKind.Other,
    };
}
