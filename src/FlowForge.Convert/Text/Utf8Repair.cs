using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace FlowForge.Convert.Text;

/// <summary>Makes UTF-8 out of bytes that should be UTF-8.</summary>
internal static class Utf8Repair
{
    /// <summary>UTF-8 bytes that one byte may become: a lone invalid byte becomes the three of U+FFFD.</summary>
    public const int MaxGrowth = 3;

    private const int Stride = 4_096; // validated at once; inside the one that fails, character by character
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>Copies valid UTF-8 and replaces the rest. Returns the number of bytes written.</summary>
    /// <param name="target">At least <see cref="MaxGrowth"/> × source.</param>
    /// <param name="final">False: a sequence cut off by the source's end is left for the next call.</param>
    public static int Convert(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced)
    {
        consumed = 0;
        int written = 0;
        while (consumed < source.Length)
        {
            int valid = ValidLength(source[consumed..]);
            source.Slice(consumed, valid).CopyTo(target[written..]);
            consumed += valid;
            written += valid;
            if (consumed == source.Length) break;
            var status = Rune.DecodeFromUtf8(source[consumed..], out _, out int bad);
            if (status == OperationStatus.NeedMoreData && !final) break;
            Replacement.CopyTo(target[written..]);
            replaced = replaced.Plus(written);
            written += Replacement.Length;
            consumed += Math.Max(bad, 1);
        }
        return written;
    }

    /// <summary>How many of the first bytes are whole, valid characters.</summary>
    public static int ValidLength(ReadOnlySpan<byte> source)
    {
        int start = 0;
        while (start < source.Length)
        {
            int end = BackToCharacter(source, Math.Min(start + Stride, source.Length));
            if (end <= start || !Utf8.IsValid(source[start..end])) break;
            start = end;
        }
        while (start < source.Length && Rune.DecodeFromUtf8(source[start..], out _, out int length) == OperationStatus.Done) start += length;
        return start;
    }

    /// <summary>Moves a cut that would fall into a character before it.</summary>
    private static int BackToCharacter(ReadOnlySpan<byte> source, int offset)
    {
        if (offset == source.Length) return offset;
        for (int back = 0; back < 3 && offset > 0 && (source[offset] & 0xC0) == 0x80; back++) offset--;
        return offset;
    }
}
