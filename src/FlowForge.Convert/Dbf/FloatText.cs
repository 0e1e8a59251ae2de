using System.Buffers.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Floating point numbers as programs write them into numeric fields.</summary>
internal static class FloatText
{
    private const int MaxLength = 256;

    /// <param name="text">Without blanks around it.</param>
    internal static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLength) return false;
        Span<byte> copy = stackalloc byte[text.Length];
        text.CopyTo(copy);
        copy.Replace((byte)',', (byte)'.');
        if (Utf8Parser.TryParse(copy, out value, out int used) && used == copy.Length) return true;
        return Named(copy, out value);
    }

    private static bool Named(ReadOnlySpan<byte> text, out double value)
    {
        bool negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        value = 0;
        if (text.Length < 3) return false;
        switch (text[0] | 0x20)
        {
            case 'n':
                value = double.NaN;
                return true;
            case 'i':
                value = negative ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            default:
                return false;
        }
    }
}
