using System.Numerics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Arithmetic where the engine's own answers differ: exact numbers, division, remainders, rounding.</summary>
internal static class Arithmetic
{
    /// <summary>An exact operation rounded half up to its type; null where it overflows or divides by zero.</summary>
    public static Decimal38? Exact(string operation, Decimal38 left, Decimal38 right, DataType.Decimal type)
    {
        (BigInteger a, BigInteger b) = (left.Unscaled, right.Unscaled);
        switch (operation)
        {
            case "*":
                return NumberText.Fit(a * b, left.Scale + right.Scale, type.Precision, type.Scale);
            case "/":
                int shift = type.Scale + 1 + right.Scale - left.Scale;
                if (shift >= 0) a *= NumberText.PowerOfTen(shift);
                else b *= NumberText.PowerOfTen(-shift);
                // One digit more than asked for decides the rounding: what is left is half or more exactly when that digit is 5 or more.
                return NumberText.Fit(BigInteger.Divide(a, b), type.Scale + 1, type.Precision, type.Scale);
            default:
                int scale = Math.Max(left.Scale, right.Scale);
                (a, b) = (a * NumberText.PowerOfTen(scale - left.Scale), b * NumberText.PowerOfTen(scale - right.Scale));
                BigInteger value = operation switch { "+" => a + b, "-" => a - b, "pmod" => BigInteger.Remainder(BigInteger.Remainder(a, b) + b, b), _ => BigInteger.Remainder(a, b) };
                return NumberText.Fit(value, scale, type.Precision, type.Scale);
        }
    }

    public static double Pmod(double left, double right)
    {
        double rest = left % right;
        return rest < 0 ? (rest + right) % right : rest;
    }

    public static long Pmod(long left, long right)
    {
        if (right == -1) return 0;
        long rest = left % right;
        return rest < 0 ? (rest + right) % right : rest;
    }

    public static long Remainder(long left, long right) => right == -1 ? 0 : left % right;

    /// <summary>Rounded by its shortest digits, as Java's BigDecimal of a double.</summary>
    public static double Round(double value, int digits, bool even) => RoundFar(value, digits) ?? RoundByDigits(value, digits, even);

    /// <summary>Rounds a number that is not near the middle between two results, where its digits have no say; null for others.</summary>
    /// <remarks>Digits that tell a double from its neighbours are no farther from it than its last bit, and the product here no farther than another: four of them are
    /// on the safe side. The quotient of two whole numbers that are exact is the double nearest to the decimal.</remarks>
    private static double? RoundFar(double value, int digits)
    {
        if (digits is < 0 or > 15 || value == 0) return null;
        double power = s_powers[digits], scaled = Math.Abs(value) * power;
        if (!(scaled < 1L << 51)) return null;
        double whole = Math.Floor(scaled), fraction = scaled - whole;
        if (Math.Abs(fraction - 0.5) <= scaled * Ulps) return null;
        double rounded = (fraction > 0.5 ? whole + 1 : whole) / power;
        return value < 0 && rounded != 0 ? -rounded : rounded;
    }

    private const double Ulps = 1.0 / (1L << 50);

    private static readonly double[] s_powers = [.. Enumerable.Range(0, 16).Select(i => (double)BigInteger.Pow(10, i))];

    internal static double RoundByDigits(double value, int digits, bool even)
    {
        if (!double.IsFinite(value)) return value;
        (BigInteger unscaled, int scale) = NumberText.Exact(NumberText.Of(value))!.Value;
        if (scale <= digits) return value;
        return ToDouble(Round(unscaled, scale, digits, even), digits);
    }

    public static BigInteger Round(BigInteger unscaled, int scale, int digits, bool even)
    {
        BigInteger unit = NumberText.PowerOfTen(Math.Min(scale - digits, 400));
        return even ? NumberText.DivideHalfEven(unscaled, unit) : NumberText.DivideHalfUp(unscaled, unit);
    }

    public static double ToDouble(BigInteger unscaled, int scale) =>
        double.Parse($"{unscaled}E{-scale}", System.Globalization.CultureInfo.InvariantCulture);

    public static BigInteger Floor(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
