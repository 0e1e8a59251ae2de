using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>Arithmetic, rounding, logarithms, angles, bits.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Numbers()
    {
        static FunctionDefinition F(string names, string signatures, string summary, ResultRule? rule = null, string? since = null) => Define(FunctionKind.Scalar, "Numbers", names, signatures, summary, rule, since);
        return
        [
            F("negative", "numeric -> 1; interval -> 1", "The number with the other sign."),
            F("positive", "numeric -> 1; interval -> 1", "The number as it is."),
            F("abs", "numeric -> 1; interval -> 1", "The size without sign."),
            F("sign signum", "double -> double; interval -> double", "-1, 0 or 1."),
            F("% mod", "numeric, numeric -> 1", "The remainder, with the sign of the first."),
            F("pmod", "numeric, numeric -> 1", "The remainder, never below 0 for a positive second."),
            F("div", "numeric, numeric -> bigint", "The whole part of the quotient."),
            F("try_add", "numeric, numeric -> 1", "The sum, or null where it overflows."),
            F("try_subtract", "numeric, numeric -> 1", "The difference, or null where it overflows."),
            F("try_multiply", "numeric, numeric -> 1", "The product, or null where it overflows."),
            F("try_divide", "numeric, numeric -> 1", "The quotient, or null where the second is 0."),
            F("try_mod", "numeric, numeric -> 1", "The remainder, or null where the second is 0.", since: "4.0"),
            F("round", "numeric, int? -> *", "Rounded to so many decimals, halves away from zero.", Rounded),
            F("bround", "numeric, int? -> *", "Rounded to so many decimals, halves to the even digit.", Rounded),
            F("floor", "numeric, int? -> *", "The next whole number below, or number with so many decimals.", Cut),
            F("ceil ceiling", "numeric, int? -> *", "The next whole number above, or number with so many decimals.", Cut),
            F("rint", "double -> double", "The nearest whole number, halves to the even one."),
            F("sqrt", "double -> double", "The square root; NaN below 0."),
            F("cbrt", "double -> double", "The cube root."),
            F("exp", "double -> double", "e to the power."),
            F("expm1", "double -> double", "e to the power, less 1."),
            F("ln", "double -> double", "The natural logarithm; null at 0 and below."),
            F("log", "double -> double; double, double -> double", "The natural logarithm, or the logarithm of the second to the base of the first."),
            F("log10", "double -> double", "The logarithm to the base 10."),
            F("log2", "double -> double", "The logarithm to the base 2."),
            F("log1p", "double -> double", "The natural logarithm of the number and 1."),
            F("power pow", "double, double -> double", "The first to the power of the second."),
            F("hypot", "double, double -> double", "The square root of the sum of both squares."),
            F("sin", "double -> double", "The sine of radians."),
            F("cos", "double -> double", "The cosine of radians."),
            F("tan", "double -> double", "The tangent of radians."),
            F("cot", "double -> double", "The cotangent of radians."),
            F("sec", "double -> double", "The secant of radians."),
            F("csc", "double -> double", "The cosecant of radians."),
            F("asin", "double -> double", "The angle of a sine."),
            F("acos", "double -> double", "The angle of a cosine."),
            F("atan", "double -> double", "The angle of a tangent."),
            F("atan2", "double, double -> double", "The angle of the point (second, first)."),
            F("sinh", "double -> double", "The hyperbolic sine."),
            F("cosh", "double -> double", "The hyperbolic cosine."),
            F("tanh", "double -> double", "The hyperbolic tangent."),
            F("asinh", "double -> double", "The inverse hyperbolic sine."),
            F("acosh", "double -> double", "The inverse hyperbolic cosine."),
            F("atanh", "double -> double", "The inverse hyperbolic tangent."),
            F("degrees", "double -> double", "Radians as degrees."),
            F("radians", "double -> double", "Degrees as radians."),
            F("e", " -> double", "Euler's number."),
            F("pi", " -> double", "The ratio of a circle's circumference to its diameter."),
            F("isnan", "double -> boolean", "Whether it is NaN; false for null."),
            F("nanvl", "double, double -> double", "The first, or the second where the first is NaN."),
            F("factorial", "int -> bigint", "The product of 1 to the number; null beyond 20."),
            F("width_bucket", "double, double, double, bigint -> bigint; interval, interval, interval, bigint -> bigint", "The number of the equal part between two bounds."),
            F("bitmap_bit_position", "bigint -> bigint", "The bit of a number in its bitmap, from 0."),
            F("bitmap_bucket_number", "bigint -> bigint", "The bitmap of 32,768 numbers a number belongs to."),
            F("bitmap_count", "binary -> bigint", "How many bits of a bitmap are 1."),
            F("bit_count", "integral -> int; boolean -> int", "How many bits are 1."),
            F("bit_get getbit", "integral, int -> tinyint", "The bit at a position from 0."),
            F("shiftleft <<", "int, int -> 1; bigint, int -> 1", "The bits moved left."),
            F("shiftright >>", "int, int -> 1; bigint, int -> 1", "The bits moved right, the sign kept."),
            F("shiftrightunsigned >>>", "int, int -> 1; bigint, int -> 1", "The bits moved right, filled with 0."),
            F("conv", "string, int, int -> string", "A whole number's digits from one base to another."),
            F("bin", "bigint -> string", "The bits as digits."),
            F("rand random", "bigint? -> double", "A random number from 0 to below 1, another for each row. Not in plans, whose rows must stay."),
            F("randn", "bigint? -> double", "A random number of the normal distribution, another for each row. Not in plans, whose rows must stay."),
            F("to_number", "string, string -> *", "The number a text of the format holds.", NumberFormat),
            F("try_to_number", "string, string -> *", "The number a text of the format holds, or null.", NumberFormat),
        ];
    }

    private static DataType? Rounded(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings) => arguments[0].Type is not DataType.Decimal type
        ? arguments[0].Type
        : Digits(arguments) is { } digits ? Decimals.Rounded(type, digits) : null;

    private static DataType? Cut(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings)
    {
        DataType type = arguments[0].Type;
        if (arguments.Count == 1) return type is DataType.Decimal plain ? Decimals.Rounded(plain, 0) : DataType.BigInt;
        DataType.Decimal? number = type == DataType.Double ? new DataType.Decimal(30, 15) : type == DataType.Float ? new DataType.Decimal(14, 7) : Decimals.Of(type);
        return number is not null && Digits(arguments) is { } digits ? Decimals.Rounded(number, digits) : null;
    }

    /// <summary>The number of decimals a rounding asks for: a constant, 0 when it was left out.</summary>
    public static int? DigitsOf(TypedExpression.Call call) => Digits(call.Arguments);

    private static int? Digits(IReadOnlyList<TypedExpression> arguments) => arguments.Count == 1 ? 0 : Constants.Whole(arguments[1]) is { } digits ? (int)digits : null;

    private static DataType? NumberFormat(IReadOnlyList<TypedExpression> arguments, ExpressionSettings settings)
    {
        if (Constants.Text(arguments[1]) is not { } format) return null;
        int point = format.AsSpan().IndexOfAny('.', 'D');
        int whole = Count(point < 0 ? format : format[..point]), scale = point < 0 ? 0 : Count(format[point..]);
        return whole + scale is >= 1 and <= 38 ? new DataType.Decimal(whole + scale, scale) : null;

        static int Count(string part) => part.Count(c => c is '0' or '9');
    }
}

/// <summary>Arguments that are known before any row is.</summary>
public static class Constants
{
    public static string? Text(TypedExpression value) => value is TypedExpression.Constant { Value: Literal.Text text } ? text.Value : null;

    /// <summary>The entries of <c>map('a', 'b', …)</c>; null when one is no constant text.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Options(TypedExpression value) =>
        value is TypedExpression.Call { Function.Name: "map" } map && map.Arguments.All(argument => Text(argument) is not null)
            ? [.. map.Arguments.Chunk(2).Select(pair => KeyValuePair.Create(Text(pair[0])!, Text(pair[1])!))]
            : null;

    public static long? Whole(TypedExpression value) => value switch
    {
        TypedExpression.Constant { Value: Literal.Integer number } => number.Value,
        TypedExpression.Cast { Value: TypedExpression.Constant { Value: Literal.Integer number } } => number.Value,
        TypedExpression.Call { Function.Name: "negative", Arguments: [var inner] } => -Whole(inner),
        _ => null,
    };
}
