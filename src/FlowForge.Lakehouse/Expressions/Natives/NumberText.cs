using System.Globalization;
using System.Numerics;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Numbers as texts and back, as Java has them.</summary>
internal static class NumberText
{
    private static readonly BigInteger[] s_powers = [.. Enumerable.Range(0, 80).Select(i => BigInteger.Pow(10, i))];

    public static BigInteger PowerOfTen(int exponent) => exponent < s_powers.Length ? s_powers[exponent] : BigInteger.Pow(10, exponent);

    public static string Of(double value) => Special(value) ?? Of(FloatDigits.Of(value), double.IsNegative(value) ? "-" : "");

    public static string Of(float value) => Special(value) ?? Of(FloatDigits.Of(value), float.IsNegative(value) ? "-" : "");

    private static string? Special(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        0 => double.IsNegative(value) ? "-0.0" : "0.0",
        _ => null,
    };

    // Java writes plainly from 0.001 to below 10,000,000 and else with an exponent, always with a point.
    private static string Of((string, int) parts, string sign)
    {
        (string digits, int point) = parts;
        if (point is > -3 and <= 7)
        {
            string whole = point <= 0 ? "0" : digits.PadRight(point, '0')[..point];
            string rest = point <= 0 ? new string('0', -point) + digits : digits.Length > point ? digits[point..] : "0";
            return $"{sign}{whole}.{rest}";
        }
        return $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{(point - 1).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>A double as Java's parseDouble reads it, and inf, infinity and nan in any case; null when it is none.</summary>
    public static double? Double(string text)
    {
        ReadOnlySpan<char> trimmed = MomentText.TrimBlanks(text);
        if (trimmed.IsEmpty) return null;
        ReadOnlySpan<char> unsigned = trimmed[0] is '+' or '-' ? trimmed[1..] : trimmed;
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            return trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (trimmed.Equals("nan", StringComparison.OrdinalIgnoreCase)) return double.NaN;
        if (trimmed[^1] is 'd' or 'D' or 'f' or 'F') trimmed = trimmed[..^1];
        const NumberStyles Java = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return !trimmed.IsEmpty && (char.IsAsciiDigit(trimmed[^1]) || trimmed[^1] == '.') && double.TryParse(trimmed, Java, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    /// <summary>A whole number; a fraction is dropped where allowed and else no number; null when it is none or out of range.</summary>
    public static long? Whole(string text, long least, long most, bool dropsFraction)
    {
        ReadOnlySpan<char> digits = MomentText.TrimBlanks(text);
        int point = dropsFraction ? digits.IndexOf('.') : -1;
        if (point >= 0)
        {
            if (digits[(point + 1)..].IndexOfAnyExceptInRange('0', '9') >= 0 || digits.Length == 1) return null;
            digits = digits[..point];
            if (digits is "" or "+" or "-") return 0;
        }
        if (digits.IsEmpty || digits.TrimStart("+-").Length < digits.Length - 1) return null;
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? value : null;
    }

    /// <summary>An exact number as Java's BigDecimal reads it; null when it is none.</summary>
    public static (BigInteger Unscaled, int Scale)? Exact(ReadOnlySpan<char> text)
    {
        text = MomentText.TrimBlanks(text);
        int exponentAt = text.IndexOfAny('e', 'E'), exponent = 0;
        if (exponentAt >= 0)
        {
            if (!int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > 10_000) return null;
            text = text[..exponentAt];
        }
        bool negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is '-' or '+') text = text[1..];
        int point = text.IndexOf('.');
        string digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        digits = AsciiDigits(digits);
        if (digits.Length is 0 or > 10_000 || digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return null;
        BigInteger unscaled = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return (negative ? -unscaled : unscaled, (point < 0 ? 0 : text.Length - point - 1) - exponent);
    }

    /// <summary>Decimal digits of any script as ASCII, as Java's BigDecimal takes them.</summary>
    public static string AsciiDigits(string text) => System.Text.Ascii.IsValid(text) ? text : string.Concat(text.Select(c => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c));

    /// <summary>The number with so many decimals, halves away from zero; null when it needs more digits than the precision.</summary>
    public static Decimal38? Fit(BigInteger unscaled, int scale, int precision, int newScale)
    {
        BigInteger rounded = newScale >= scale ? unscaled * PowerOfTen(newScale - scale) : DivideHalfUp(unscaled, PowerOfTen(scale - newScale));
        return BigInteger.Abs(rounded) < PowerOfTen(precision) ? new Decimal38((Int128)rounded, newScale) : null;
    }

    public static BigInteger DivideHalfUp(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        return BigInteger.Abs(rest) * 2 >= BigInteger.Abs(by) ? quotient + (value.Sign * by.Sign) : quotient;
    }

    public static BigInteger DivideHalfEven(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        int half = (BigInteger.Abs(rest) * 2).CompareTo(BigInteger.Abs(by));
        return half > 0 || half == 0 && !quotient.IsEven ? quotient + (value.Sign * by.Sign) : quotient;
    }
}
