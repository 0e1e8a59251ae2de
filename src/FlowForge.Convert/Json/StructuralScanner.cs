using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowForge.Convert.Json;

/// <summary>Runs over JSON text and knows for each byte whether it is inside a string and how deep; finds where the text may be cut.</summary>
/// <remarks>64 bytes a step: bit masks of quotes, brackets and commas instead of a look at each byte. It checks nothing: text that is not
/// JSON is cut somewhere, and the parser of the pieces finds what is wrong.</remarks>
internal struct StructuralScanner
{
    private const int Step = 64;
    private readonly bool _values;
    private bool _inString;
    private bool _escaped;
    private int _depth;

    private StructuralScanner(bool values) => _values = values;

    /// <summary>Cuts at the commas between the elements of the array that the text begins with.</summary>
    internal static StructuralScanner ForElements() => new(values: false);

    /// <summary>Cuts after each object or array of a row of them.</summary>
    internal static StructuralScanner ForValues() => new(values: true);

    /// <summary>Goes on with the next piece of the text.</summary>
    /// <param name="lastCut">Elements: the last comma between elements. Values: just behind the last value. -1 when there is none in this piece.</param>
    /// <param name="end">Elements: just behind the array's closing bracket, -1 when it is not in this piece. Values: always -1.</param>
    internal void Scan(ReadOnlySpan<byte> text, out int lastCut, out int end)
    {
        lastCut = end = -1;
        int at = 0;
        for (; at + Step <= text.Length && end < 0; at += Step) ScanStep(text.Slice(at, Step), at, Step, ref lastCut, ref end);
        if (at >= text.Length || end >= 0) return;

        Span<byte> last = stackalloc byte[Step];
        last.Fill((byte)' ');
        text[at..].CopyTo(last);
        ScanStep(last, at, text.Length - at, ref lastCut, ref end);
    }

    private void ScanStep(ReadOnlySpan<byte> text, int offset, int count, ref int lastCut, ref int end)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        Masks low = Masks.Of(Vector256.LoadUnsafe(ref start)), high = Masks.Of(Vector256.LoadUnsafe(ref start, 32));
        ulong backslashes = low.Backslash | ((ulong)high.Backslash << 32);
        ulong quotes = (low.Quote | ((ulong)high.Quote << 32)) & ~Escaped(backslashes, count);
        ulong strings = InStrings(quotes);
        ulong opens = (low.Open | ((ulong)high.Open << 32)) & ~strings;
        ulong closes = (low.Close | ((ulong)high.Close << 32)) & ~strings;
        if (_values)
        {
            FindValues(opens, closes, offset, ref lastCut);
        }
        else
        {
            ulong commas = (low.Comma | ((ulong)high.Comma << 32)) & ~strings;
            FindElements(opens, closes, commas, offset, ref lastCut, ref end);
        }
    }

    /// <summary>The bytes behind an odd number of backslashes.</summary>
    /// <param name="count">Bytes of the step that are text; what an escape at its end escapes comes in the next step.</param>
    private ulong Escaped(ulong backslashes, int count)
    {
        if (backslashes == 0 && !_escaped) return 0;
        ulong escaped = 0;
        bool next = _escaped;
        for (int i = 0; i < count; i++)
        {
            ulong bit = 1UL << i;
            if (next)
            {
                escaped |= bit;
                next = false;
            }
            else
            {
                next = (backslashes & bit) != 0;
            }
        }
        _escaped = next;
        return escaped;
    }

    /// <summary>From each opening quote up to the byte before its closing quote.</summary>
    private ulong InStrings(ulong quotes)
    {
        ulong mask = quotes;
        mask ^= mask << 1;
        mask ^= mask << 2;
        mask ^= mask << 4;
        mask ^= mask << 8;
        mask ^= mask << 16;
        mask ^= mask << 32;
        if (_inString) mask = ~mask;
        _inString = (mask >> 63) != 0;
        return mask;
    }

    private void FindElements(ulong opens, ulong closes, ulong commas, int offset, ref int lastCut, ref int end)
    {
        int opened = BitOperations.PopCount(opens), closed = BitOperations.PopCount(closes);
        if (_depth - closed > 1 || (opens | closes) == 0)
        {
            if (_depth == 1 && commas != 0) lastCut = offset + BitOperations.Log2(commas);
            _depth += opened - closed;
            return;
        }
        for (ulong marks = opens | closes | commas; marks != 0; marks &= marks - 1)
        {
            int at = BitOperations.TrailingZeroCount(marks);
            ulong bit = 1UL << at;
            if ((opens & bit) != 0)
            {
                _depth++;
            }
            else if ((commas & bit) != 0)
            {
                if (_depth == 1) lastCut = offset + at;
            }
            else if (--_depth <= 0)
            {
                end = offset + at + 1;
                return;
            }
        }
    }

    private void FindValues(ulong opens, ulong closes, int offset, ref int lastCut)
    {
        int opened = BitOperations.PopCount(opens), closed = BitOperations.PopCount(closes);
        if (_depth - closed > 0 || closed == 0)
        {
            _depth += opened - closed;
            return;
        }
        for (ulong marks = opens | closes; marks != 0; marks &= marks - 1)
        {
            int at = BitOperations.TrailingZeroCount(marks);
            if ((opens & (1UL << at)) != 0)
            {
                _depth++;
            }
            else if (--_depth <= 0)
            {
                _depth = 0;
                lastCut = offset + at + 1;
            }
        }
    }

    /// <summary>One bit a byte for each kind of mark.</summary>
    private readonly record struct Masks(uint Quote, uint Backslash, uint Open, uint Close, uint Comma)
    {
        internal static Masks Of(Vector256<byte> bytes)
        {
            // 0x20 makes '[' of the same bits as '{', and ']' as '}'.
            Vector256<byte> folded = bytes | Vector256.Create((byte)0x20);
            return new Masks(
                Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits(),
                Vector256.Equals(bytes, Vector256.Create((byte)'\\')).ExtractMostSignificantBits(),
                Vector256.Equals(folded, Vector256.Create((byte)'{')).ExtractMostSignificantBits(),
                Vector256.Equals(folded, Vector256.Create((byte)'}')).ExtractMostSignificantBits(),
                Vector256.Equals(bytes, Vector256.Create((byte)',')).ExtractMostSignificantBits());
        }
    }
}
