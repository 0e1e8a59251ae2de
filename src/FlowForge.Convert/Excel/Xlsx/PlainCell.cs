namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>A cell as nearly all are written, read in one pass over its bytes: <c>&lt;c r="B7" s="3" t="s"&gt;&lt;v&gt;12&lt;/v&gt;&lt;/c&gt;</c>.</summary>
/// <remarks>Whatever else a cell may hold (formulas, inline texts, white space, other quotes) is for the tokenizer, which costs three times as much.</remarks>
internal readonly ref struct PlainCell
{
    private PlainCell(ReadOnlySpan<byte> place, ReadOnlySpan<byte> style, ReadOnlySpan<byte> type, ReadOnlySpan<byte> value, int length)
    {
        Place = place;
        Style = style;
        Type = type;
        Value = value;
        Length = length;
    }

    /// <summary>The attribute <c>r</c>; empty when there is none, as are <see cref="Style"/> and <see cref="Type"/>.</summary>
    public ReadOnlySpan<byte> Place { get; }

    public ReadOnlySpan<byte> Style { get; }

    public ReadOnlySpan<byte> Type { get; }

    /// <summary>Of digits and signs only: there is nothing to undo in it.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Bytes from the cell's first to its last.</summary>
    public int Length { get; }

    /// <summary>False when such a cell does not stand whole at the start of <paramref name="text"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out PlainCell cell)
    {
        cell = default;
        if (!text.StartsWith("<c "u8)) return false;
        ReadOnlySpan<byte> place = default, style = default, type = default;
        int at = 2;
        while (at < text.Length && text[at] == (byte)' ')
        {
            if (!TryReadAttribute(text, ++at, out ReadOnlySpan<byte> value)) return false;
            switch (text[at])
            {
                case (byte)'r':
                    place = value;
                    break;
                case (byte)'s':
                    style = value;
                    break;
                case (byte)'t':
                    type = value;
                    break;
                default:
                    return false;
            }
            at += value.Length + 4;
        }

        if (!text[at..].StartsWith("><v>"u8)) return false;
        int from = at + 4, to = from;
        while (to < text.Length && IsOfNumber(text[to])) to++;
        if (to == from || !text[to..].StartsWith("</v></c>"u8)) return false;
        cell = new PlainCell(place, style, type, text[from..to], to + 8);
        return true;
    }

    /// <summary>A name of one letter, a value of letters and digits.</summary>
    private static bool TryReadAttribute(ReadOnlySpan<byte> text, int at, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (text.Length - at < 4 || text[at + 1] != (byte)'=' || text[at + 2] != (byte)'"') return false;
        int from = at + 3, to = from;
        while (to < text.Length && IsLetterOrDigit(text[to])) to++;
        if (to == text.Length || text[to] != (byte)'"') return false;
        value = text[from..to];
        return true;
    }

    private static bool IsLetterOrDigit(byte c) => (uint)(c - '0') <= 9 || (uint)((c | 0x20) - 'a') <= 25;

    private static bool IsOfNumber(byte c) => (uint)(c - '0') <= 9 || c is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'E' or (byte)'e';
}
