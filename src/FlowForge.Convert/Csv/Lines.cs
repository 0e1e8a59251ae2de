using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowForge.Convert.Csv;

/// <summary>Lines as editors count them: LF, CRLF and CR each end one.</summary>
internal static class Lines
{
    /// <summary>How many line ends the text has. A CR at its end counts.</summary>
    public static long Count(ReadOnlySpan<byte> text)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        long count = 0;
        uint carry = 0; // 1 when the byte before was a CR: its LF is no line end of its own
        int i = 0;
        for (; i + Vector256<byte>.Count <= text.Length; i += Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref first, (nuint)i);
            uint feeds = Vector256.Equals(bytes, Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
            uint returns = Vector256.Equals(bytes, Vector256.Create((byte)'\r')).ExtractMostSignificantBits();
            count += BitOperations.PopCount(returns) + BitOperations.PopCount(feeds & ~(returns << 1 | carry));
            carry = returns >> 31;
        }
        for (; i < text.Length; i++)
        {
            if (text[i] == (byte)'\r' || (text[i] == (byte)'\n' && carry == 0)) count++;
            carry = text[i] == (byte)'\r' ? 1u : 0;
        }
        return count;
    }

    /// <summary>Where the line after the one at <paramref name="from"/> starts; -1 when the text ends before, or might: a last CR may be half a CRLF.</summary>
    public static int NextStart(ReadOnlySpan<byte> text, int from, bool final)
    {
        int length = text[from..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0) return -1;
        int at = from + length;
        if (text[at] == (byte)'\n') return at + 1;
        if (at + 1 == text.Length) return final ? at + 1 : -1;
        return text[at + 1] == (byte)'\n' ? at + 2 : at + 1;
    }

    /// <summary>Where the last line that is begun in the text starts: after its last line end. 0 when it has none.</summary>
    public static int LastStart(ReadOnlySpan<byte> text, bool final)
    {
        if (!final && text is [.., (byte)'\r']) text = text[..^1];
        return text.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
    }
}
