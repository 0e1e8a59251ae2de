using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Typing;

/// <summary>Precision and scale of exact arithmetic, with Spark's rule of what is given up beyond 38 digits.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/sql-ref-ansi-compliance.html#decimal-operations; the arithmetic cases recorded from Spark 4.0.5.</remarks>
internal static class Decimals
{
    private const int MaxDigits = 38;

    // Fewer decimals than this are never given up for digits before the point.
    private const int KeptScale = 6;

    public static DataType.Decimal Add(DataType.Decimal left, DataType.Decimal right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        return Fit(Math.Max(Whole(left), Whole(right)) + scale + 1, scale);
    }

    public static DataType.Decimal Multiply(DataType.Decimal left, DataType.Decimal right) =>
        Fit(left.Precision + right.Precision + 1, left.Scale + right.Scale);

    public static DataType.Decimal Divide(DataType.Decimal left, DataType.Decimal right)
    {
        int scale = Math.Max(KeptScale, left.Scale + right.Precision + 1);
        return Fit(Whole(left) + right.Scale + scale, scale);
    }

    public static DataType.Decimal Remainder(DataType.Decimal left, DataType.Decimal right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        return Fit(Math.Min(Whole(left), Whole(right)) + scale, scale);
    }

    /// <summary>The type that holds both.</summary>
    public static DataType.Decimal Wider(DataType.Decimal left, DataType.Decimal right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int precision = Math.Max(Whole(left), Whole(right)) + scale;
        return new DataType.Decimal(Math.Min(precision, MaxDigits), Math.Min(scale, MaxDigits));
    }

    public static DataType.Decimal Bounded(int precision, int scale) => new(Math.Min(precision, MaxDigits), Math.Min(scale, MaxDigits));

    /// <summary>Rounded to so many decimals; less than 0 rounds before the point.</summary>
    public static DataType.Decimal Rounded(DataType.Decimal type, int decimals)
    {
        int whole = Whole(type) + 1;
        if (decimals < 0) return Bounded(Math.Max(whole, 1 - decimals), 0);
        int scale = Math.Min(type.Scale, decimals);
        return Bounded(whole + scale, scale);
    }

    /// <summary>The decimal that holds every value of a whole-number type; a constant needs no more than its digits.</summary>
    public static DataType.Decimal? Of(TypedExpression value) => value switch
    {
        TypedExpression.Constant { Value: Literal.Integer number } => new DataType.Decimal(number.Value == 0 ? 1 : Int128.Abs(number.Value).ToString(System.Globalization.CultureInfo.InvariantCulture).Length, 0),
        _ => Of(value.Type),
    };

    public static DataType.Decimal? Of(DataType type) => type switch
    {
        DataType.Decimal number => number,
        DataType.Primitive { Kind: PrimitiveKind.TinyInt } => new DataType.Decimal(3, 0),
        DataType.Primitive { Kind: PrimitiveKind.SmallInt } => new DataType.Decimal(5, 0),
        DataType.Primitive { Kind: PrimitiveKind.Integer } => new DataType.Decimal(10, 0),
        DataType.Primitive { Kind: PrimitiveKind.BigInt } => new DataType.Decimal(20, 0),
        _ => null,
    };

    private static int Whole(DataType.Decimal type) => type.Precision - type.Scale;

    private static DataType.Decimal Fit(int precision, int scale)
    {
        if (precision <= MaxDigits) return new DataType.Decimal(precision, scale);
        int whole = precision - scale;
        return new DataType.Decimal(MaxDigits, Math.Max(MaxDigits - whole, Math.Min(scale, KeptScale)));
    }
}
