namespace FlowForge.Convert.Dbf;

/// <summary>What the bytes of a numeric field are.</summary>
internal enum NumberKind
{
    /// <summary>Spaces or zeros bytes only: no value.</summary>
    Blank,

    /// <summary>Stars, or a lone point or sign: the writer had no room or no number.</summary>
    Mark,

    /// <summary>A number of at most 38 digits.</summary>
    Exact,

    /// <summary>A number that only a floating point type can hold: too many digits or too far from the point, not a number, infinite.</summary>
    Floating,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>A numeric field's value: <paramref name="Unscaled"/> × 10^-<paramref name="Scale"/> when exact.</summary>
internal readonly record struct DbfNumber(NumberKind Kind, Int128 Unscaled, int Scale)
{
    internal const int MaxDigits = 38;

    /// <summary>Reads what real writers put into numeric fields: blanks on either side, a plus sign, a comma for the point, exponents.</summary>
    internal static DbfNumber Read(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> text = Trim(cell);
        if (text.Length == 0) return new(NumberKind.Blank, 0, 0);

        int i = 0;
        bool negative = text[0] == '-';
        if (negative || text[0] == '+') i++;
        int firstDigit = i, point = -1, significant = 0;
        ulong narrow = 0;
        UInt128 wide = 0;
        for (; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit > 9)
            {
                if (point >= 0 || text[i] is not ((byte)'.' or (byte)',')) break;
                point = i;
                continue;
            }
            if (significant == 0 && digit == 0) continue;
            if (++significant <= 19) narrow = (narrow * 10) + digit;
            else if (significant <= MaxDigits) wide = ((significant == 20 ? narrow : wide) * 10) + digit;
        }
        int digits = i - firstDigit - (point >= 0 ? 1 : 0);
        if (digits == 0) return new(KindOfRest(text), 0, 0);
        int scale = point >= 0 ? i - point - 1 : 0;
        if (i < text.Length)
        {
            if (!TryReadExponent(text[i..], out int exponent)) return new(NumberKind.Other, 0, 0);
            return WithExponent(text[firstDigit..i], negative, scale - exponent);
        }
        if (significant > MaxDigits || scale > MaxDigits) return WithExponent(text[firstDigit..i], negative, scale);
        UInt128 magnitude = significant <= 19 ? narrow : wide;
        return new(NumberKind.Exact, negative ? -(Int128)magnitude : (Int128)magnitude, scale);
    }

    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        int start = 0, end = cell.Length;
        while (end > start && cell[end - 1] is (byte)' ' or 0) end--;
        while (start < end && cell[start] is (byte)' ' or 0) start++;
        return cell[start..end];
    }

    private static NumberKind KindOfRest(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept("*.-+,"u8) < 0) return NumberKind.Mark;
        ReadOnlySpan<byte> name = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        return Is(name, "nan") || Is(name, "inf") || Is(name, "infinity") ? NumberKind.Floating : NumberKind.Other;
    }

    private static bool Is(ReadOnlySpan<byte> text, string lower)
    {
        if (text.Length != lower.Length) return false;
        for (int i = 0; i < lower.Length; i++)
            if ((text[i] | 0x20) != lower[i])
                return false;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.Length < 2 || (text[0] | 0x20) != 'e') return false;
        int i = text[1] is (byte)'-' or (byte)'+' ? 2 : 1;
        if (i == text.Length || text.Length - i > 4) return false;
        for (int k = i; k < text.Length; k++)
        {
            uint digit = (uint)(text[k] - '0');
            if (digit > 9) return false;
            exponent = (exponent * 10) + (int)digit;
        }
        if (text[1] == '-') exponent = -exponent;
        return true;
    }

    /// <summary>The number without the zeros at its end, so that 1.20000000000E+003 needs no decimals.</summary>
    private static DbfNumber WithExponent(ReadOnlySpan<byte> mantissa, bool negative, int scale)
    {
        UInt128 magnitude = 0;
        int significant = 0, zeros = 0;
        foreach (byte b in mantissa)
        {
            if (b is (byte)'.' or (byte)',') continue;
            if (b == '0')
            {
                zeros++;
                continue;
            }
            int shift = significant == 0 ? 1 : zeros + 1;
            (significant, zeros) = (significant + shift, 0);
            if (significant > MaxDigits) return new(NumberKind.Floating, 0, 0);
            magnitude = (magnitude * PowerOf10(shift)) + (uint)(b - '0');
        }
        if (significant == 0) return new(NumberKind.Exact, 0, 0);
        scale -= zeros;
        if (scale < 0 && significant - scale <= MaxDigits) (magnitude, scale) = (magnitude * PowerOf10(-scale), 0);
        if (scale is < 0 or > MaxDigits) return new(NumberKind.Floating, 0, 0);
        return new(NumberKind.Exact, negative ? -(Int128)magnitude : (Int128)magnitude, scale);
    }

    /// <param name="exponent">0 to 38.</param>
    internal static UInt128 PowerOf10(int exponent) => s_powers[exponent];

    private static readonly UInt128[] s_powers = MakePowers();

    private static UInt128[] MakePowers()
    {
        var powers = new UInt128[MaxDigits + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
