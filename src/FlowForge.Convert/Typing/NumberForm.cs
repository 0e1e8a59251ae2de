namespace FlowForge.Convert.Typing;

/// <summary>A way of writing numbers: which byte marks the decimals and which the thousands (0 for none).</summary>
/// <param name="Name">As warnings and <c>inspect</c> say it.</param>
public sealed record NumberForm(string Name, byte DecimalMark, byte GroupMark)
{
    /// <summary>1234.5</summary>
    public static NumberForm Point { get; } = new("1234.5", (byte)'.', 0);

    /// <summary>1234,5</summary>
    public static NumberForm Comma { get; } = new("1234,5", (byte)',', 0);

    /// <summary>Every form, plain ones first; a set of forms is a bit mask over these positions.</summary>
    /// <remarks>A no-break space (U+00A0, U+202F) between groups is read as the space form.</remarks>
    public static IReadOnlyList<NumberForm> All { get; } =
    [
        Point,
        Comma,
        new("1,234.5", (byte)'.', (byte)','),
        new("1.234,5", (byte)',', (byte)'.'),
        new("1 234,5", (byte)',', (byte)' '),
        new("1 234.5", (byte)'.', (byte)' '),
        new("1'234.5", (byte)'.', (byte)'\''),
    ];

    /// <summary>Reads an exact number: no leading zeros, no plus sign, no exponent, at most 38 digits.</summary>
    /// <remarks>Those are refused because the text cannot be had back from the number: 007, +45 12 34 56 78 and 1E5 are names, not amounts.</remarks>
    internal bool TryRead(ReadOnlySpan<byte> text, out NumberReading reading)
    {
        reading = default;
        int i = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative) i++;

        int firstDigit = i, digits = 0, inGroup = 0, groups = 0;
        UInt128 wide = 0;
        ulong narrow = 0;
        for (; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                if (++digits > 38) return false;
                if (digits <= 19) narrow = (narrow * 10) + digit;
                else wide = ((digits == 20 ? narrow : wide) * 10) + digit;
                inGroup++;
            }
            else if (GroupMark != 0 && IsGroupMark(text, i, out int width))
            {
                if (groups == 0 ? inGroup is < 1 or > 3 : inGroup != 3) return false;
                groups++;
                inGroup = 0;
                i += width - 1;
            }
            else
            {
                break;
            }
        }
        if (groups > 0 && inGroup != 3) return false;
        int whole = digits;
        if (whole > 1 && text[firstDigit] == '0') return false;

        int scale = 0;
        if (i < text.Length)
        {
            if (text[i] != DecimalMark) return false;
            for (i++; i < text.Length; i++)
            {
                uint digit = (uint)(text[i] - '0');
                if (digit > 9 || ++digits > 38) return false;
                if (digits <= 19) narrow = (narrow * 10) + digit;
                else wide = ((digits == 20 ? narrow : wide) * 10) + digit;
                scale++;
            }
            if (scale == 0) return false;
        }
        if (digits == 0) return false;

        UInt128 magnitude = digits <= 19 ? narrow : wide;
        reading = new NumberReading(negative ? -(Int128)magnitude : (Int128)magnitude, scale, whole, groups, negative && magnitude == 0);
        return true;
    }

    private bool IsGroupMark(ReadOnlySpan<byte> text, int at, out int width)
    {
        width = 1;
        if (text[at] == GroupMark) return true;
        if (GroupMark != ' ') return false;
        if (text[at..].StartsWith("\u00A0"u8)) width = 2;
        else if (text[at..].StartsWith("\u202F"u8)) width = 3;
        return width > 1;
    }
}

/// <summary>A number as written: unscaled × 10^-scale, with what its spelling tells.</summary>
internal readonly record struct NumberReading(Int128 Unscaled, int Scale, int WholeDigits, int Groups, bool NegativeZero);
