using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Which casts there are.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/sql-ref-ansi-compliance.html#cast</remarks>
internal static class Casts
{
    public static bool IsAllowed(DataType from, DataType to, CastMode mode)
    {
        if (from == to || from is DataType.Void || from == DataType.Varchar && Coercion.IsAtomic(to)) return true;
        if (to == DataType.Varchar) return true;
        return (from, to) switch
        {
            (DataType.List a, DataType.List b) => IsAllowed(a.Element, b.Element, mode),
            (DataType.Map a, DataType.Map b) => IsAllowed(a.Key, b.Key, mode) && IsAllowed(a.Value, b.Value, mode),
            (DataType.Struct a, DataType.Struct b) => a.Fields.Count == b.Fields.Count && a.Fields.Zip(b.Fields).All(pair => IsAllowed(pair.First.Type, pair.Second.Type, mode)),
            ({ } a, { } b) when Coercion.IsNumeric(a) && (Coercion.IsNumeric(b) || b == DataType.Boolean) => true,
            ({ } a, { } b) when a == DataType.Boolean => Coercion.IsNumeric(b) || b == DataType.TimestampTz && mode == CastMode.Legacy,
            ({ } a, { } b) when Coercion.IsMoment(a) && Coercion.IsMoment(b) => true,
            ({ } a, { } b) when a == DataType.TimestampTz => Coercion.IsNumeric(b) || b == DataType.Boolean && mode == CastMode.Legacy,
            ({ } a, { } b) when b == DataType.TimestampTz => Coercion.IsNumeric(a),
            ({ } a, { } b) when a == DataType.Date && mode == CastMode.Legacy => Coercion.IsNumeric(b) || b == DataType.Boolean,
            ({ } a, { } b) when b == DataType.Blob => Coercion.IsIntegral(a) && mode == CastMode.Legacy,
            (DataType.YearMonthInterval, DataType.YearMonthInterval) or (DataType.DayTimeInterval, DataType.DayTimeInterval) => true,
            (DataType.YearMonthInterval or DataType.DayTimeInterval, { } b) => Coercion.IsIntegral(b) || b is DataType.Decimal,
            ({ } a, DataType.YearMonthInterval or DataType.DayTimeInterval) => Coercion.IsIntegral(a) || a is DataType.Decimal,
            _ => false,
        };
    }
}
