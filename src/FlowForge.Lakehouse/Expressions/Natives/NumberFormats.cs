using System.Globalization;
using System.Numerics;
using System.Text;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Numbers by formats: format_number, to_char, to_number, format_string, conv.</summary>
internal static class NumberFormats
{
    /// <summary>The unscaled digits and scale of a number of any type; null for what is not finite.</summary>
    public static (BigInteger Unscaled, int Scale)? Exact(object number) => number switch
    {
        double value => double.IsFinite(value) ? NumberText.Exact(NumberText.Of(value)) : null,
        float value => float.IsFinite(value) ? NumberText.Exact(NumberText.Of((double)value)) : null,
        Decimal38 value => ((BigInteger)value.Unscaled, value.Scale),
        _ => (new BigInteger(Convert.ToInt64(number, CultureInfo.InvariantCulture)), 0),
    };

    public static string? Grouped(object number, int decimals)
    {
        if (decimals < 0) return null;
        return Pattern(number, "#,###,###,###,###,###,##0" + (decimals > 0 ? "." + new string('0', decimals) : ""));
    }

    /// <summary>As Java's DecimalFormat: 0 and # digits, a comma between thousands, halves to the even digit.</summary>
    public static string Pattern(object number, string pattern)
    {
        if (Exact(number) is not { } exact) return NumberText.Of(Convert.ToDouble(number, CultureInfo.InvariantCulture)) switch { "NaN" => "NaN", "Infinity" => "∞", _ => "-∞" };
        int first = pattern.AsSpan().IndexOfAny("#0,."), last = pattern.AsSpan().LastIndexOfAny("#0,.");
        if (first < 0) return pattern;
        (string prefix, string body, string suffix) = (pattern[..first], pattern[first..(last + 1)], pattern[(last + 1)..]);
        int point = body.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? body : body[..point], fraction = point < 0 ? "" : body[(point + 1)..];
        bool percent = (prefix + suffix).Contains('%');
        int scale = exact.Scale - (percent ? 2 : 0), most = fraction.Length, least = fraction.Count(c => c == '0');
        BigInteger rounded = scale > most ? NumberText.DivideHalfEven(exact.Unscaled, NumberText.PowerOfTen(scale - most)) : exact.Unscaled * NumberText.PowerOfTen(most - scale);
        string digits = BigInteger.Abs(rounded).ToString(CultureInfo.InvariantCulture).PadLeft(most, '0');
        string before = digits[..^most].TrimStart('0').PadLeft(whole.Count(c => c == '0'), '0'), after = digits[^most..];
        while (after.Length > least && after[^1] == '0') after = after[..^1];
        int comma = whole.LastIndexOf(',');
        if (comma >= 0) before = Group(before, whole.Length - comma - 1);
        string text = before + (after.Length > 0 ? "." + after : "");
        // Java keeps the sign of what is rounded to 0, and that of -0.0.
        bool negative = number switch { double value => double.IsNegative(value), float value => float.IsNegative(value), _ => exact.Unscaled.Sign < 0 };
        return (negative ? "-" : "") + prefix + text + suffix;
    }

    private static string Group(string digits, int size)
    {
        if (size <= 0) return digits;
        for (int at = digits.Length - size; at > 0; at -= size) digits = digits.Insert(at, ",");
        return digits;
    }

    /// <summary>A number by Spark's number format (9, 0, comma or G, point or D, $, S, MI, PR).</summary>
    public static string ToChar(object number, string format)
    {
        (BigInteger unscaled, int scale) = Exact(number) ?? (BigInteger.Zero, 0);
        int point = format.AsSpan().IndexOfAny('.', 'D');
        int decimals = point < 0 ? 0 : format[point..].Count(c => c is '0' or '9');
        int places = (point < 0 ? format : format[..point]).Count(c => c is '0' or '9');
        BigInteger fitted = scale > decimals ? NumberText.DivideHalfUp(unscaled, NumberText.PowerOfTen(scale - decimals)) : unscaled * NumberText.PowerOfTen(decimals - scale);
        string digits = BigInteger.Abs(fitted).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        string whole = digits[..^decimals].TrimStart('0'), fraction = digits[^decimals..];
        bool tooLong = whole.Length > places, negative = fitted.Sign < 0, begun = false;
        var text = new StringBuilder();
        int left = places;
        for (int i = 0; i < format.Length; i++)
        {
            char c = char.ToUpperInvariant(format[i]);
            bool inFraction = point >= 0 && i > point;
            switch (c)
            {
                case '0' or '9' when tooLong: text.Append('#'); left--; begun = true; break;
                case '0' or '9' when inFraction: text.Append(fraction[0]); fraction = fraction[1..]; break;
                case '0' or '9':
                    begun |= c == '0' || left <= whole.Length;
                    text.Append(left <= whole.Length ? whole[^left] : begun ? '0' : ' ');
                    left--;
                    break;
                case ',' or 'G': text.Append(tooLong ? ' ' : begun ? ',' : ' '); break;
                case '.' or 'D': text.Append('.'); break;
                case 'S': text.Append(negative ? '-' : '+'); break;
                case 'M': text.Append(negative ? '-' : ' '); i++; break;
                case 'P': if (negative) text.Insert(0, '<').Append('>'); i++; break;
                default: text.Append(format[i]); break;
            }
        }
        return text.ToString();
    }

    /// <summary>The number a text of the format holds; null when it does not fit.</summary>
    public static (BigInteger Unscaled, int Scale)? ToNumber(string text, string format)
    {
        string trimmed = NumberText.AsciiDigits(text.Trim());
        int point = format.AsSpan().IndexOfAny('.', 'D');
        bool signed = format.Contains('S') || format.Contains("MI", StringComparison.Ordinal), negative = false;
        if (signed && trimmed.Length > 0 && (trimmed[0] is '-' or '+' || trimmed[^1] is '-' or '+'))
        {
            negative = trimmed.Contains('-');
            trimmed = trimmed.Trim('-', '+').Trim();
        }
        if (format.Contains("PR", StringComparison.Ordinal) && trimmed is ['<', .., '>']) (negative, trimmed) = (true, trimmed[1..^1]);
        if (format.Contains('$')) { if (!trimmed.StartsWith('$')) return null; trimmed = trimmed[1..]; }
        string[] parts = trimmed.Split('.');
        if (parts.Length > 2 || parts.Length == 2 && point < 0) return null;
        string wholeFormat = new([.. (point < 0 ? format : format[..point]).Where(c => c is '0' or '9' or ',' or 'G')]);
        if (!FitsWhole(parts[0], wholeFormat)) return null;
        int decimals = point < 0 ? 0 : format[point..].Count(c => c is '0' or '9');
        string fraction = parts.Length == 2 ? parts[1] : "", digits = parts[0].Replace(",", "", StringComparison.Ordinal);
        if (fraction.Length > decimals || (digits + fraction).Length == 0 || (digits + fraction).AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return null;
        BigInteger value = BigInteger.Parse(digits + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return (negative ? -value : value, decimals);
    }

    // From the right, commas stand where the format has them, and there are no more digits than places.
    private static bool FitsWhole(string text, string format)
    {
        int at = format.Length - 1;
        for (int i = text.Length - 1; i >= 0; i--, at--)
        {
            if (at < 0) return false;
            bool wantsComma = format[at] is ',' or 'G';
            if (wantsComma != (text[i] == ',')) return false;
        }
        return at < 0 || !format[..(at + 1)].Contains('0') || format[0] != '0';
    }

    public static string? Conv(string text, int from, int to)
    {
        if (from is < 2 or > 36 || Math.Abs(to) is < 2 or > 36) return null;
        string digits = text.Trim();
        if (digits.Length == 0) return null;
        bool negative = digits[0] == '-';
        BigInteger value = 0;
        foreach (char c in digits.AsSpan(negative ? 1 : 0))
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) - 'A' + 10 : 99;
            if (digit >= from) break;
            value = value * from + digit;
        }
        if (value > ulong.MaxValue) value = ulong.MaxValue;
        ulong bits = negative ? (ulong)-(Int128)(UInt128)value : (ulong)value;
        bool minus = to < 0 && (long)bits < 0;
        if (minus) bits = (ulong)-(long)bits;
        var result = new StringBuilder();
        do
        {
            ulong digit = bits % (ulong)Math.Abs(to);
            result.Insert(0, (char)(digit < 10 ? '0' + digit : 'A' + digit - 10));
            bits /= (ulong)Math.Abs(to);
        }
        while (bits > 0);
        return (minus ? "-" : "") + result;
    }

    /// <summary>As Java's String.format for %s %d %x %o %c %b %f %e %% with flags, width and precision.</summary>
    public static string Printf(string format, object?[] values, Func<int, string> text)
    {
        int next = 0;
        return System.Text.RegularExpressions.Regex.Replace(format, @"%(\d+\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])", match =>
        {
            char kind = match.Groups[5].Value[0];
            if (kind == '%') return "%";
            if (kind == 'n') return "\n";
            int index = match.Groups[1].Success ? int.Parse(match.Groups[1].ValueSpan[..^1], CultureInfo.InvariantCulture) - 1 : next++;
            if (index < 0 || index >= values.Length) throw new SparkException("INVALID_PARAMETER_VALUE.FORMAT", $"{match.Value} has no value.");
            string flags = match.Groups[2].Value;
            int width = match.Groups[3].Success ? int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : 0;
            int? precision = match.Groups[4].Success ? int.Parse(match.Groups[4].ValueSpan, CultureInfo.InvariantCulture) : null;
            string result = values[index] is { } value ? One(kind, flags, precision, value, text(index)) : kind is 'b' ? "false" : "null";
            if (width <= result.Length) return result;
            if (flags.Contains('-')) return result.PadRight(width);
            bool zeros = flags.Contains('0') && kind is 'd' or 'f' or 'x' or 'o' or 'e';
            return !flags.Contains('0') || !zeros ? result.PadLeft(width) : result[0] is '-' or '+' ? result[0] + result[1..].PadLeft(width - 1, '0') : result.PadLeft(width, '0');
        });
    }

    private static string One(char kind, string flags, int? precision, object value, string text) => kind switch
    {
        's' or 'S' => Cased(kind, precision is { } most && most < text.Length ? text[..most] : text),
        'd' => Signed(flags, flags.Contains(',') ? Pattern(value, "#,##0") : Exact(value)!.Value.Unscaled.ToString(CultureInfo.InvariantCulture)),
        'x' or 'X' => Cased(kind, value switch { int number => $"{number:x}", long number => $"{number:x}", _ => $"{Convert.ToInt64(value, CultureInfo.InvariantCulture):x}" }),
        'o' => Convert.ToString(Convert.ToInt64(value, CultureInfo.InvariantCulture), 8),
        'c' => char.ConvertFromUtf32(Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        'b' or 'B' => value is bool truth ? truth ? "true" : "false" : "true",
        'f' => Signed(flags, Fixed(value, precision ?? 6, flags.Contains(','))),
        'e' or 'E' => Cased(kind, Convert.ToDouble(value is Decimal38 number ? number.ToString() : value, CultureInfo.InvariantCulture).ToString($"0.{new string('0', precision ?? 6)}e+00", CultureInfo.InvariantCulture)),
        _ => throw new SparkException("INVALID_PARAMETER_VALUE.FORMAT", $"%{kind} is no format."),
    };

    private static string Cased(char kind, string text) => char.IsUpper(kind) ? text.ToUpperInvariant() : text;

    private static string Signed(string flags, string number) => number[0] == '-' ? number : flags.Contains('+') ? "+" + number : flags.Contains(' ') ? " " + number : number;

    private static string Fixed(object value, int decimals, bool grouped)
    {
        if (Exact(value) is not { } exact) return NumberText.Of(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        BigInteger rounded = exact.Scale > decimals ? NumberText.DivideHalfUp(exact.Unscaled, NumberText.PowerOfTen(exact.Scale - decimals)) : exact.Unscaled * NumberText.PowerOfTen(decimals - exact.Scale);
        string digits = BigInteger.Abs(rounded).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string whole = digits[..^decimals];
        bool negative = exact.Unscaled.Sign < 0 || value is double number && double.IsNegative(number);
        return $"{(negative ? "-" : "")}{(grouped ? Group(whole, 3) : whole)}{(decimals > 0 ? "." + digits[^decimals..] : "")}";
    }
}
