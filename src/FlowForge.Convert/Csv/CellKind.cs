using System.Buffers;

namespace FlowForge.Convert.Csv;

/// <summary>What a cell looks like at a glance. Decides nothing about types: it only helps to tell a good dialect and a header from others.</summary>
internal enum CellKind
{
    Empty,
    Number,
    DateTime,

    /// <summary>A word, a name, a sentence.</summary>
    Text,

    /// <summary>Text that seems to be more than one cell, or half of one: with a likely delimiter, a tab or a lone quote inside.</summary>
    Odd,
}

internal static class CellKinds
{
    private const int LongestNumber = 40;
    private static readonly SearchValues<byte> s_delimiters = SearchValues.Create("\t|\u0001\u001F\u001E"u8);

    public static CellKind Of(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\0"u8);
        if (cell.IsEmpty) return CellKind.Empty;
        if (cell.Length <= LongestNumber && OfShort(cell) is { } kind) return kind;
        return IsOdd(cell) ? CellKind.Odd : CellKind.Text;
    }

    extension(CellKind kind)
    {
        /// <summary>How much such a cell speaks for the dialect that cut it out, 0–1.</summary>
        public double Plausibility => kind switch
        {
            CellKind.Number or CellKind.DateTime => 1,
            CellKind.Text => 0.9,
            CellKind.Empty => 0.75,
            CellKind.Odd => 0.1,
        };

        public bool IsTyped => kind is CellKind.Number or CellKind.DateTime;
    }

    /// <summary>A number or a date; null when it is neither.</summary>
    private static CellKind? OfShort(ReadOnlySpan<byte> cell)
    {
        int digits = 0, letters = 0, colons = 0, slashes = 0, dashes = 0, points = 0;
        for (int i = 0; i < cell.Length; i++)
        {
            byte value = cell[i];
            if (char.IsAsciiDigit((char)value)) digits++;
            else if (char.IsAsciiLetter((char)value)) letters++;
            else if (value == (byte)':') colons++;
            else if (value == (byte)'/') slashes++;
            else if (value == (byte)'-') dashes += i > 0 ? 1 : 0;
            else if (value is (byte)'.' or (byte)',' or (byte)'\'') points++;
            else if (!IsNumberSign(value)) return null;
        }
        if (digits == 0 || letters > 3) return null; // "oct", "UTC", "PM"
        if (digits >= 3 && (points == 0 || colons > 1) && (colons is 1 or 2 or 3 || slashes == 2 || dashes == 2)) return CellKind.DateTime;
        bool isExponent = letters == 1 && cell.ContainsAny((byte)'e', (byte)'E') && dashes <= 1 && char.IsAsciiDigit((char)cell[^1]);
        if (colons + slashes > 0 || (letters > 0 && !isExponent) || (dashes > 0 && !isExponent)) return null;
        return HasNumberShape(cell, points) ? CellKind.Number : null;
    }

    private static bool IsNumberSign(byte value) => value is (byte)' ' or (byte)'+' or (byte)'%' or (byte)'(' or (byte)')' or (byte)'$' or (byte)'#' or >= 0x80;

    /// <summary><c>1,5;2</c> is no number, nor is <c>1.2.3.4</c> or <c>1,2,3</c>; <c>1,234,567.89</c> is.</summary>
    private static bool HasNumberShape(ReadOnlySpan<byte> cell, int points)
    {
        if (points <= 1) return true;
        // With several separators all but the last part groups thousands.
        int start = 0, part = 0;
        for (int i = 0; i <= cell.Length; i++)
        {
            if (i < cell.Length && cell[i] is not ((byte)'.' or (byte)',' or (byte)'\'')) continue;
            int digits = Digits(cell[start..i]);
            bool isLast = i == cell.Length;
            if (part == 0 ? digits is < 1 or > 3 : !isLast && digits is not (2 or 3)) return false;
            (start, part) = (i + 1, part + 1);
        }
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        foreach (byte value in text)
        {
            if (char.IsAsciiDigit((char)value)) digits++;
        }
        return digits;
    }

    private static bool IsOdd(ReadOnlySpan<byte> cell)
    {
        if (cell.ContainsAny(s_delimiters)) return true;
        return HasTightSeparator(cell, (byte)',') || HasTightSeparator(cell, (byte)';') || IsLoneQuote(cell, (byte)'"') || IsLoneQuote(cell, (byte)'\'')
            || IsUneven(cell, (byte)'(', (byte)')') || IsUneven(cell, (byte)'[', (byte)']') || IsUneven(cell, (byte)'{', (byte)'}');
    }

    /// <summary>In prose a blank follows a comma; without one, or at an end, it seems to stand between cells.</summary>
    private static bool HasTightSeparator(ReadOnlySpan<byte> cell, byte separator)
    {
        if (cell[0] == separator) return true;
        while (cell.IndexOf(separator) is var at and >= 0)
        {
            cell = cell[(at + 1)..];
            if (cell.IsEmpty || cell[0] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or >= 0x80)) return true;
        }
        return false;
    }

    /// <summary>A bracket whose other half must be in another cell.</summary>
    private static bool IsUneven(ReadOnlySpan<byte> cell, byte open, byte close) => cell.Count(open) != cell.Count(close);

    /// <summary>A quote at one end or at both: a quoted cell that was not seen as one.</summary>
    private static bool IsLoneQuote(ReadOnlySpan<byte> cell, byte quote)
    {
        if (cell[0] == quote) return true;
        bool isInch = cell.Length > 1 && char.IsAsciiDigit((char)cell[^2]);
        return cell[^1] == quote && !isInch && cell.Count(quote) % 2 == 1;
    }
}
