using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace FlowForge.Convert.Text;

/// <summary>A code page of one byte a character, as UTF-8. Immutable and thread-safe.</summary>
internal sealed class SingleByteTable
{
    /// <summary>UTF-8 bytes that one byte may become.</summary>
    public const int MaxGrowth = 3;

    private const uint ReplacementEntry = 0x03_BD_BF_EF;
    private readonly uint[] _entries = new uint[256]; // the UTF-8 bytes from the lowest up, their number in the highest byte
    private readonly bool _asciiIsItself;

    /// <param name="characters">What each of the 256 bytes means; U+FFFD for none.</param>
    public SingleByteTable(ReadOnlySpan<char> characters)
    {
        if (characters.Length != 256) throw new ArgumentException("A code page has 256 characters.", nameof(characters));
        Span<byte> utf8 = stackalloc byte[4];
        for (int value = 0; value < 256; value++)
        {
            utf8.Clear();
            int length = new Rune(characters[value]).EncodeToUtf8(utf8);
            _entries[value] = MemoryMarshal.Read<uint>(utf8) | (uint)length << 24;
        }
        _asciiIsItself = !characters[..128].ContainsAnyExceptInRange('\0', '\x7f') && IsIdentity(characters[..128]);
    }

    /// <summary>True when the bytes below 128 are ASCII, so delimiters and newlines can be sought before conversion.</summary>
    public bool AsciiIsItself => _asciiIsItself;

    /// <summary>The table of a single-byte encoding; null for any other.</summary>
    public static SingleByteTable? For(Encoding encoding)
    {
        if (!encoding.IsSingleByte) return null;
        Span<char> characters = stackalloc char[256];
        ReadCharacters(encoding, characters);
        return new SingleByteTable(characters);
    }

    /// <summary>The characters of a single-byte encoding, U+FFFD where it has none.</summary>
    public static void ReadCharacters(Encoding encoding, Span<char> characters)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        Span<byte> one = stackalloc byte[1];
        for (int value = 0; value < 256; value++)
        {
            one[0] = (byte)value;
            char character = strict.GetChars(one, characters[value..]) == 1 ? characters[value] : '\uFFFD';
            // .NET parks bytes without a meaning in the private use area.
            characters[value] = character is >= '\uF700' and <= '\uF8FF' ? '\uFFFD' : character;
        }
    }

    /// <summary>Converts all of the source. Returns the number of UTF-8 bytes.</summary>
    /// <param name="target">At least <see cref="MaxGrowth"/> × source + 32 bytes.</param>
    /// <param name="replaced">Where characters were replaced is told in bytes of this target.</param>
    public int Convert(ReadOnlySpan<byte> source, Span<byte> target, ref Replacements replaced)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)target.Length, (long)MaxGrowth * source.Length + 32);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int read = 0, written = 0;
        while (read < source.Length)
        {
            if (_asciiIsItself) CopyAscii(ref from, ref to, source.Length, ref read, ref written);
            if (read >= source.Length) break;
            uint entry = _entries[Unsafe.Add(ref from, read++)];
            if (entry == ReplacementEntry) replaced = replaced.Plus(written);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, written), entry); // the spare bytes are overwritten by what follows
            written += (int)(entry >> 24);
        }
        return written;
    }

    /// <summary>Whole vectors are stored even when only their first bytes are ASCII: the target has room, and the rest is written again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyAscii(ref byte from, ref byte to, int length, ref int read, ref int written)
    {
        while (read + Vector256<byte>.Count <= length)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref from, (nuint)read);
            bytes.StoreUnsafe(ref to, (nuint)written);
            uint high = bytes.ExtractMostSignificantBits();
            int run = high == 0 ? Vector256<byte>.Count : BitOperations.TrailingZeroCount(high);
            read += run;
            written += run;
            if (high != 0) return;
        }
    }

    private static bool IsIdentity(ReadOnlySpan<char> ascii)
    {
        for (int value = 0; value < ascii.Length; value++)
        {
            if (ascii[value] != value) return false;
        }
        return true;
    }
}
