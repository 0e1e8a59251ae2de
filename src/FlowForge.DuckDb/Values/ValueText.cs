using System.Buffers;
using System.Globalization;
using System.Text;

namespace FlowForge.DuckDb.Values;

/// <summary>Values as text, the way DuckDB casts them to VARCHAR.</summary>
/// <remarks>With these differences: texts inside an ARRAY or UNION stand in quotes where needed, as inside a LIST, where DuckDB leaves them ambiguous;
/// a DECIMAL(2,2) is <c>0.50</c>, not <c>.50</c>; FLOAT and DOUBLE are always the fewest digits that read back as the number; an offset of two hours
/// and ten seconds is <c>+02:00:10</c>, not <c>+02:10</c>.</remarks>
public static class ValueText
{
    private const string Spaces = "\t\n\v\f\r ";
    private static readonly SearchValues<char> s_special = SearchValues.Create("\"'(),:=[]{}");

    /// <summary>The value's text; <c>NULL</c> for null. Instants are written in UTC, whatever the session's zone.</summary>
    public static string Of(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "true" : "false",
        float number => Number(number.ToString("R"), float.IsFinite(number)),
        double number => Number(number.ToString("R"), double.IsFinite(number)),
        byte[] bytes => Bytes(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    internal static string List(IEnumerable<object?> elements) => $"[{string.Join(", ", elements.Select(Nested))}]";

    internal static string Struct(IEnumerable<KeyValuePair<string, object?>> fields) =>
        $"{{{string.Join(", ", fields.Select(field => $"{Quote(field.Key)}: {Nested(field.Value)}"))}}}";

    internal static string Map(IEnumerable<KeyValuePair<object, object?>> entries) =>
        $"{{{string.Join(", ", entries.Select(entry => $"{Nested(entry.Key)}={Nested(entry.Value)}"))}}}";

    // Inside a nested value, what could be mistaken for its punctuation stands in quotes.
    private static string Nested(object? value)
    {
        string text = Of(value);
        if (value is null or ListValue or StructValue or MapValue) return text;
        if (value is UnionValue union) return Nested(union.Value);
        bool plain = text.Length > 0 && !text.Equals("NULL", StringComparison.OrdinalIgnoreCase)
            && !Spaces.Contains(text[0]) && !Spaces.Contains(text[^1]) && !text.AsSpan().ContainsAny(s_special);
        return plain ? text : Quote(text);
    }

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    // Shortest digits that read back as the number; an exponent below 1e-4 and from 1e16 on, of two digits at least.
    private static string Number(string shortest, bool finite)
    {
        if (!finite) return shortest switch { "NaN" => "nan", "Infinity" => "inf", _ => "-inf" };
        bool negative = shortest[0] == '-';
        (string digits, int exponent) = Digits(negative ? shortest[1..] : shortest);
        return (negative ? "-" : "") + exponent switch
        {
            < -4 or >= 16 => $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}",
            < 0 => $"0.{new string('0', -exponent - 1)}{digits}",
            _ when digits.Length <= exponent + 1 => $"{digits.PadRight(exponent + 1, '0')}.0",
            _ => $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
        };
    }

    /// <summary>The significant digits, and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Digits(string number)
    {
        string[] parts = number.Split('E');
        int point = parts[0].IndexOf('.');
        string digits = parts[0].Replace(".", "");
        int exponent = (point < 0 ? parts[0].Length : point) - 1 + (parts.Length > 1 ? int.Parse(parts[1]) : 0);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return digits.Length == 0 ? ("0", 0) : (digits, exponent - zeros);
    }

    private static string Bytes(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
        {
            if (b is >= 0x20 and < 0x7F and not ((byte)'\\' or (byte)'\'' or (byte)'"')) text.Append((char)b);
            else text.Append($"\\x{b:X2}");
        }
        return text.ToString();
    }
}
