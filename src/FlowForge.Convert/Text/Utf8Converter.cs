using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace FlowForge.Convert.Text;

/// <summary>Turns bytes of an encoding into UTF-8, piece by piece. Not thread-safe: it remembers what a piece left over.</summary>
internal abstract class Utf8Converter
{
    /// <summary>UTF-8 bytes that one byte may become at most, whatever the encoding.</summary>
    public const int MaxGrowth = 3;

    private Replacements _replaced = Replacements.None;

    /// <summary>What was replaced so far, in bytes of all output.</summary>
    public ref Replacements Replaced => ref _replaced;

    /// <summary>UTF-8 bytes given so far.</summary>
    protected long Written { get; private set; }

    public static Utf8Converter For(Encoding encoding) => encoding.CodePage switch
    {
        65001 => new FromUtf8(),
        1200 => new FromUtf16(bigEndian: false),
        1201 => new FromUtf16(bigEndian: true),
        EucJpConverter.CodePage => new EucJpConverter(),
        _ => SingleByteTable.For(encoding) is { } table ? new FromTable(table) : new FromDecoder(encoding),
    };

    /// <summary>Converts what it can. Returns the bytes written; the source's unconsumed end (a cut character) comes again with the next piece.</summary>
    /// <param name="target">At least <see cref="MaxGrowth"/> × source + 64 bytes.</param>
    /// <param name="final">True when nothing follows: a cut character is replaced.</param>
    public int Convert(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed)
    {
        Replacements piece = Replacements.None;
        int count = ConvertPiece(source, target, final, out consumed, ref piece);
        if (piece.Any) _replaced = _replaced.Plus(Written + piece.First, piece.Count);
        Written += count;
        return count;
    }

    protected abstract int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced);

    private sealed class FromUtf8 : Utf8Converter
    {
        protected override int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced) =>
            Utf8Repair.Convert(source, target, final, out consumed, ref replaced);
    }

    private sealed class FromTable(SingleByteTable table) : Utf8Converter
    {
        protected override int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced)
        {
            consumed = source.Length;
            return table.Convert(source, target, ref replaced);
        }
    }

    private sealed class FromUtf16(bool bigEndian) : Utf8Converter
    {
        private char[] _swapped = [];

        protected override int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced)
        {
            ReadOnlySpan<char> units = MemoryMarshal.Cast<byte, char>(source);
            if (bigEndian) units = Swap(units);
            int read = 0, written = 0;
            while (Utf8.FromUtf16(units[read..], target[written..], out int took, out int gave, replaceInvalidSequences: false, isFinalBlock: final) is var status)
            {
                read += took;
                written += gave;
                if (status != OperationStatus.InvalidData) break;
                read++;
                Replace(target, ref written, ref replaced);
            }
            consumed = read * 2;
            if (final && consumed < source.Length)
            {
                consumed = source.Length; // an odd last byte
                Replace(target, ref written, ref replaced);
            }
            return written;
        }

        private ReadOnlySpan<char> Swap(ReadOnlySpan<char> units)
        {
            if (_swapped.Length < units.Length) _swapped = new char[units.Length];
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(units), MemoryMarshal.Cast<char, ushort>(_swapped.AsSpan()));
            return _swapped.AsSpan(0, units.Length);
        }
    }

    private sealed class FromDecoder : Utf8Converter
    {
        private readonly Decoder _decoder;
        private char[] _characters = [];

        public FromDecoder(Encoding encoding)
        {
            var replacing = (Encoding)encoding.Clone();
            replacing.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
            _decoder = replacing.GetDecoder();
        }

        protected override int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced)
        {
            int room = source.Length + 16;
            if (_characters.Length < room) _characters = new char[room];
            int count = _decoder.GetChars(source, _characters, final);
            consumed = source.Length;
            ReadOnlySpan<char> characters = _characters.AsSpan(0, count);
            _ = Utf8.FromUtf16(characters, target, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
            int lost = characters.Count('\uFFFD');
            if (lost > 0) replaced = replaced.Plus(target[..written].IndexOf("\uFFFD"u8), lost);
            return written;
        }
    }

    private protected static void Replace(Span<byte> target, ref int written, ref Replacements replaced)
    {
        "\uFFFD"u8.CopyTo(target[written..]);
        replaced = replaced.Plus(written);
        written += 3;
    }
}
