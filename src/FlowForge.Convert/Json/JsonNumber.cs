using System.Buffers.Text;

namespace FlowForge.Convert.Json;

/// <summary>Numbers as written in JSON: well-formed, of any length. Nothing here rounds.</summary>
internal static class JsonNumber
{
    private const int MaxDecimalDigits = 38;
    private static readonly Int128[] s_powersOfTen = PowersOfTen();

    /// <summary>The number as a BIGINT; false when it has a point or an exponent or is too large.</summary>
    internal static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        bool negative = text[0] == '-';
        int digits = text.Length - (negative ? 1 : 0);
        value = 0;
        if (digits > 18) return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
        for (int i = text.Length - digits; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit > 9) return false;
            value = (value * 10) + digit;
        }
        if (negative) value = -value;
        return true;
    }

    /// <summary>The number as units of 10^-<paramref name="scale"/>; false when it has an exponent or does not fit without rounding.</summary>
    internal static bool TryDecimal(ReadOnlySpan<byte> text, int precision, int scale, out Int128 unscaled)
    {
        bool negative = text[0] == '-';
        if (negative) text = text[1..];
        unscaled = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if (fraction.Length > scale)
        {
            if (fraction[scale..].ContainsAnyExcept((byte)'0')) return false;
            fraction = fraction[..scale];
        }
        if (whole.Length == 1 && whole[0] == '0') whole = [];
        if (whole.Length + fraction.Length > MaxDecimalDigits || !TryDigits(whole, ref unscaled) || !TryDigits(fraction, ref unscaled)) return false;
        int shift = scale - fraction.Length;
        if (unscaled >= s_powersOfTen[precision - shift]) return false;
        unscaled *= s_powersOfTen[shift];
        if (negative) unscaled = -unscaled;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> digits, ref Int128 value)
    {
        // 128-bit arithmetic is slow: nine digits and eighteen fit in 64 bits.
        while (!digits.IsEmpty)
        {
            ReadOnlySpan<byte> part = digits[..Math.Min(18, digits.Length)];
            ulong chunk = 0;
            foreach (byte c in part)
            {
                uint digit = (uint)(c - '0');
                if (digit > 9) return false;
                chunk = (chunk * 10) + digit;
            }
            value = value == 0 ? chunk : (value * s_powersOfTen[part.Length]) + chunk;
            digits = digits[part.Length..];
        }
        return true;
    }

    /// <summary>The number as a DOUBLE; false when the shortest text of that DOUBLE would be another number.</summary>
    internal static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (!Utf8Parser.TryParse(text, out value, out int used) || used != text.Length || !double.IsFinite(value)) return false;
        // Up to 15 digits come back from any normal double.
        if (text.Length <= 15 && !text.ContainsAny((byte)'e', (byte)'E')) return true;
        Span<byte> shortest = stackalloc byte[40];
        return value.TryFormat(shortest, out int length, "R", System.Globalization.CultureInfo.InvariantCulture) && SameNumber(text, shortest[..length]);
    }

    private static bool SameNumber(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> leftDigits = stackalloc byte[32], rightDigits = stackalloc byte[32];
        return TryNormalise(left, leftDigits, out int leftLength, out long leftExponent)
            && TryNormalise(right, rightDigits, out int rightLength, out long rightExponent)
            && leftDigits[..leftLength].SequenceEqual(rightDigits[..rightLength])
            && (leftLength == 0 || (leftExponent == rightExponent && (left[0] == '-') == (right[0] == '-')));
    }

    /// <summary>The significant digits and the power of ten behind them; false when there are more digits than the span takes.</summary>
    private static bool TryNormalise(ReadOnlySpan<byte> text, Span<byte> digits, out int length, out long exponent)
    {
        length = 0;
        exponent = 0;
        int zeros = 0;
        bool fraction = false;
        for (int i = text[0] == '-' ? 1 : 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '.')
            {
                fraction = true;
            }
            else if (c is (byte)'e' or (byte)'E')
            {
                if (!TryExponent(text[(i + 1)..], out long written)) return false;
                exponent += written;
                break;
            }
            else
            {
                if (fraction) exponent--;
                if (c == '0')
                {
                    if (length > 0) zeros++;
                    continue;
                }
                if (length + zeros >= digits.Length) return false;
                digits.Slice(length, zeros).Fill((byte)'0');
                length += zeros;
                digits[length++] = c;
                zeros = 0;
            }
        }
        exponent += zeros;
        if (fraction && length == 0) exponent = 0;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out long value)
    {
        if (text[0] == '+') text = text[1..];
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    private static Int128[] PowersOfTen()
    {
        var powers = new Int128[MaxDecimalDigits + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}

/// <summary>What the numbers of one place have in common.</summary>
internal struct NumberShape
{
    private const int MaxDecimalDigits = 38;
    private int _wholeDigits;
    private int _scale;
    private bool _notInteger;
    private bool _exponent;
    private bool _notDouble;

    internal void Observe(ReadOnlySpan<byte> text)
    {
        if (!_notInteger && !JsonNumber.TryInteger(text, out _)) _notInteger = true;
        if (!_notDouble && !JsonNumber.TryDouble(text, out _)) _notDouble = true;
        if (_exponent) return;
        ReadOnlySpan<byte> digits = text[0] == '-' ? text[1..] : text;
        if (digits.ContainsAny((byte)'e', (byte)'E'))
        {
            _exponent = true;
            return;
        }
        int point = digits.IndexOf((byte)'.');
        _wholeDigits = Math.Max(_wholeDigits, point < 0 ? digits.Length : digits[0] == '0' ? 0 : point);
        _scale = Math.Max(_scale, point < 0 ? 0 : digits.Length - point - 1);
    }

    internal void Merge(NumberShape other)
    {
        _wholeDigits = Math.Max(_wholeDigits, other._wholeDigits);
        _scale = Math.Max(_scale, other._scale);
        _notInteger |= other._notInteger;
        _exponent |= other._exponent;
        _notDouble |= other._notDouble;
    }

    /// <summary>The binding of the narrowest type that holds every number as written; text when none does.</summary>
    internal readonly ValueBinding Bind()
    {
        if (!_notInteger) return new IntegerBinding();
        int digits = Math.Max(1, _wholeDigits + _scale);
        // One of two widths, so that a longer number further on does not change the type: 18 digits in 8 bytes, 38 in 16.
        if (!_exponent && digits <= MaxDecimalDigits) return new DecimalBinding(digits <= 18 ? 18 : MaxDecimalDigits, _scale);
        return _notDouble ? new NumberTextBinding() : new DoubleBinding();
    }
}
