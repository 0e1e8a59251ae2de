using System.Globalization;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Numbers with their suffixes, typed texts and intervals.</summary>
internal sealed partial class Parser
{
    private Expression.Constant NumberLiteral(string sign, TextSpan start)
    {
        Token token = Take();
        string digits = token.Text.TrimEnd('L', 'l', 'S', 's', 'Y', 'y', 'D', 'd', 'B', 'b', 'F', 'f');
        string suffix = token.Text[digits.Length..].ToUpperInvariant();
        TextSpan where = From(start);
        Literal? value = suffix switch
        {
            "L" => (Literal?)Whole(sign + digits, PrimitiveKind.BigInt),
            "S" => Whole(sign + digits, PrimitiveKind.SmallInt),
            "Y" => Whole(sign + digits, PrimitiveKind.TinyInt),
            "D" => Floating(sign + digits, single: false),
            "F" => Floating(sign + digits, single: true),
            "BD" => Exact(sign + digits),
            _ => Unsuffixed(sign + digits),
        };
        return value is null
            ? throw Wrong("expression-number", "INVALID_NUMERIC_LITERAL_RANGE", where, $"The number {sign}{token.Text} is out of range for its type.", "Write it without a suffix, or as a DECIMAL with BD.")
            : new Expression.Constant(value) { Span = where };
    }

    private static Literal? Unsuffixed(string digits) =>
        digits.AsSpan().IndexOfAny('e', 'E') >= 0 ? (Literal?)Floating(digits, single: false)
        : digits.Contains('.', StringComparison.Ordinal) ? Exact(digits)
        : Whole(digits, PrimitiveKind.Integer) ?? Whole(digits, PrimitiveKind.BigInt) ?? (Literal?)Exact(digits);

    private static Literal.Integer? Whole(string digits, PrimitiveKind kind)
    {
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return null;
        bool fits = kind switch
        {
            PrimitiveKind.TinyInt => value == (sbyte)value,
            PrimitiveKind.SmallInt => value == (short)value,
            PrimitiveKind.Integer => value == (int)value,
            _ => true,
        };
        return fits ? new Literal.Integer(value, kind) : null;
    }

    private static Literal.Floating? Floating(string digits, bool single)
    {
        double value = double.Parse(digits, CultureInfo.InvariantCulture);
        if (single) value = (float)value;
        return double.IsFinite(value) ? new Literal.Floating(value, single) : null;
    }

    internal static Literal.Exact? Exact(string digits)
    {
        int exponentAt = digits.AsSpan().IndexOfAny('e', 'E');
        string mantissa = exponentAt < 0 ? digits : digits[..exponentAt];
        if (!int.TryParse(exponentAt < 0 ? "0" : digits[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)) return null;
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        string unscaled = mantissa.Replace(".", "", StringComparison.Ordinal);
        if (scale < 0 && scale > -40) (unscaled, scale) = (unscaled + new string('0', -scale), 0);
        if (scale is < 0 or > 38 || !Int128.TryParse(unscaled, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value)) return null;
        int precision = Int128.Abs(value) is var magnitude && magnitude == 0 ? 1 : magnitude.ToString(CultureInfo.InvariantCulture).Length;
        return precision > 38 ? null : new Literal.Exact(value, Math.Max(precision, scale), scale);
    }

    /// <summary>A word with a text, as <c>DATE '2024-02-29'</c>; null when the word is no type that can be written so.</summary>
    private Expression.Constant? TypedText(string word)
    {
        TextSpan start = Current.Span;
        switch (word)
        {
            case "DATE": return Moment(PrimitiveKind.Date);
            case "TIMESTAMP" or "TIMESTAMP_LTZ": return Moment(PrimitiveKind.TimestampTz);
            case "TIMESTAMP_NTZ": return Moment(PrimitiveKind.Timestamp);
            case "INTERVAL": return Interval();
            case "X": break;
            case "AND" or "OR" or "NOT" or "IN" or "LIKE" or "ILIKE" or "RLIKE" or "BETWEEN" or "CASE" or "THEN" or "WHEN" or "ELSE" or "DIV": return null;
            default: throw Wrong("expression-typed-literal", "UNSUPPORTED_TYPED_LITERAL", start, $"There are no texts of type {word}.", "Known are DATE, TIMESTAMP, TIMESTAMP_NTZ, INTERVAL and X.");
        }
        Take();
        string hex = Take().Text.ToUpperInvariant();
        if (hex.Length % 2 == 1) hex = "0" + hex;
        return hex.All(char.IsAsciiHexDigit)
            ? new Expression.Constant(new Literal.Binary(hex))
            : throw Wrong("expression-hexadecimal", "INVALID_TYPED_LITERAL", From(start), "X'…' takes hexadecimal digits only.");
    }

    private Expression.Constant Moment(PrimitiveKind kind)
    {
        Take();
        return new Expression.Constant(new Literal.Moment(Take().Text, kind));
    }

    private static bool IsIntervalStart(Token token) =>
        token.Kind is TokenKind.Number or TokenKind.String || token.IsSymbol("-") || token.IsSymbol("+");

    private Expression.Constant Interval()
    {
        TextSpan start = Take().Span;
        var parts = new List<(string Value, string Unit)>();
        string? last = null;
        while (TryIntervalValue(out string value, out bool isText))
        {
            bool alone = parts.Count == 0 && isText;
            if (alone && (Current.Kind != TokenKind.Identifier || !IntervalText.IsUnit(Current.Text)))
                return new Expression.Constant(IntervalText.Parse(value) ?? throw BadInterval(start));
            string unit = Identifier("a unit, such as DAY");
            parts.Add((value, unit));
            if (!alone || !TryWord("TO")) continue;
            last = Identifier("a unit, such as SECOND");
            break;
        }
        Literal? literal = last is null ? IntervalText.Of(parts) : IntervalText.Range(parts[0].Value, parts[0].Unit, last);
        return new Expression.Constant(literal ?? throw BadInterval(start));
    }

    private bool TryIntervalValue(out string value, out bool isText)
    {
        string sign = "";
        isText = false;
        value = "";
        if ((Current.IsSymbol("-") || Current.IsSymbol("+")) && Peek().Kind is TokenKind.Number or TokenKind.String && Peek(2).Kind == TokenKind.Identifier && IntervalText.IsUnit(Peek(2).Text))
            sign = Take().Text;
        if (Current.Kind is not (TokenKind.Number or TokenKind.String) || sign.Length == 0 && Current.Kind == TokenKind.Number && !(Peek().Kind == TokenKind.Identifier && IntervalText.IsUnit(Peek().Text))) return false;
        isText = Current.Kind == TokenKind.String;
        string text = Take().Text.Trim();
        value = sign != "-" ? text : text.StartsWith('-') ? text[1..] : "-" + text;
        return true;
    }

    private SyntaxException BadInterval(TextSpan start) =>
        Wrong("expression-interval", "INVALID_INTERVAL_FORMAT", From(start), "This is no interval.", "Write INTERVAL 2 DAYS, INTERVAL '1-6' YEAR TO MONTH or INTERVAL '1 02:03:04' DAY TO SECOND; months and days do not mix.");
}
