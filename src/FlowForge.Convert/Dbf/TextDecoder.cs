using System.Buffers;
using System.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Turns the bytes of a code page into UTF-8. Immutable and thread-safe; ASCII is handed through without a copy.</summary>
internal abstract class TextDecoder
{
    /// <summary>For people: <c>windows-1252</c>, <c>kamenicky</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>Whether the code page is one that <see cref="For"/> knows.</summary>
    internal static bool Supports(int codePage) =>
        codePage is DbfCodePages.Utf8 or 895 or 867 or 620 or 667 or 790 || EncodingOf(codePage) is not null;

    /// <exception cref="ArgumentOutOfRangeException">Not supported.</exception>
    internal static TextDecoder For(int codePage)
    {
        if (codePage == DbfCodePages.Utf8) return new Utf8Decoder();
        if (codePage is 895 or 867) return new SingleByteDecoder("kamenicky", DosCodePages.Kamenicky);
        if (codePage is 620 or 667 or 790) return new SingleByteDecoder("mazovia", DosCodePages.Mazovia);
        Encoding encoding = EncodingOf(codePage) ?? throw new ArgumentOutOfRangeException(nameof(codePage), codePage, "Unknown code page.");
        return encoding.IsSingleByte ? new SingleByteDecoder(encoding.WebName, DosCodePages.UpperHalf(encoding)) : new MultiByteDecoder(encoding);
    }

    /// <summary>The text as UTF-8: the source itself, or written to <paramref name="scratch"/>, which grows as needed.</summary>
    internal ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage)
    {
        damage = TextDamage.None;
        return Ascii.IsValid(source) ? source : DecodeWide(source, ref scratch, out damage);
    }

    /// <param name="source">Has at least one byte above 7F.</param>
    private protected abstract ReadOnlySpan<byte> DecodeWide(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage);

    private protected static void Grow(ref byte[] scratch, int length)
    {
        if (scratch.Length < length) scratch = new byte[Math.Max(length, scratch.Length * 2)];
    }

    private static Encoding? EncodingOf(int codePage)
    {
        try
        {
            // Multi-byte text beyond ASCII-compatible code pages (UTF-16, EBCDIC) does not occur in DBF files.
            Encoding? encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)
                ?? Encoding.GetEncoding(codePage);
            return encoding.GetByteCount("A") == 1 && encoding.GetBytes("A")[0] == 'A' ? encoding : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>What happened to text that is not whole in its code page.</summary>
internal enum TextDamage
{
    None,

    /// <summary>The field's end cuts the last character, which was left out.</summary>
    Cut,

    /// <summary>Bytes that are no character became U+FFFD.</summary>
    Replaced,
}

/// <summary>A code page whose upper half is a table.</summary>
internal sealed class SingleByteDecoder : TextDecoder
{
    private readonly uint[] _utf8 = new uint[128];

    /// <param name="upperHalf">The characters of 80 to FF.</param>
    internal SingleByteDecoder(string name, string upperHalf)
    {
        Name = name;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < 128; i++)
        {
            // Up to three bytes, first byte lowest; their number is in the highest.
            int length = Encoding.UTF8.GetBytes(upperHalf.AsSpan(i, 1), bytes);
            uint packed = (uint)length << 24;
            for (int k = 0; k < length; k++) packed |= (uint)bytes[k] << (8 * k);
            _utf8[i] = packed;
        }
    }

    internal override string Name { get; }

    private protected override ReadOnlySpan<byte> DecodeWide(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage)
    {
        damage = TextDamage.None;
        Grow(ref scratch, source.Length * 3);
        Span<byte> target = scratch;
        int at = 0;
        foreach (byte b in source)
        {
            if (b < 0x80)
            {
                target[at++] = b;
                continue;
            }
            uint packed = _utf8[b - 0x80];
            target[at++] = (byte)packed;
            if (packed >= 2u << 24) target[at++] = (byte)(packed >> 8);
            if (packed >= 3u << 24) target[at++] = (byte)(packed >> 16);
        }
        return target[..at];
    }
}

/// <summary>Text that is UTF-8 already; checked.</summary>
internal sealed class Utf8Decoder : TextDecoder
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    internal override string Name => "utf-8";

    private protected override ReadOnlySpan<byte> DecodeWide(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage)
    {
        damage = TextDamage.None;
        if (System.Text.Unicode.Utf8.IsValid(source)) return source;
        Grow(ref scratch, source.Length * 3);
        int at = 0;
        while (source.Length > 0)
        {
            OperationStatus status = Rune.DecodeFromUtf8(source, out _, out int used);
            if (status == OperationStatus.NeedMoreData)
            {
                if (damage == TextDamage.None) damage = TextDamage.Cut;
                break;
            }
            ReadOnlySpan<byte> character = status == OperationStatus.Done ? source[..used] : Replacement;
            if (status != OperationStatus.Done) damage = TextDamage.Replaced;
            character.CopyTo(scratch.AsSpan(at));
            at += character.Length;
            source = source[used..];
        }
        return scratch.AsSpan(0, at);
    }
}

/// <summary>Chinese, Japanese and Korean code pages.</summary>
internal sealed class MultiByteDecoder(Encoding encoding) : TextDecoder
{
    internal override string Name => encoding.WebName;

    private protected override ReadOnlySpan<byte> DecodeWide(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage)
    {
        char[] characters = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(source.Length));
        try
        {
            // Without flush a lead byte at the end stays in the decoder instead of becoming U+FFFD.
            encoding.GetDecoder().Convert(source, characters, flush: false, out _, out int count, out _);
            ReadOnlySpan<char> text = characters.AsSpan(0, count);
            damage = text.Contains('\uFFFD') ? TextDamage.Replaced : encoding.GetCharCount(source) > count ? TextDamage.Cut : TextDamage.None;
            Grow(ref scratch, Encoding.UTF8.GetMaxByteCount(count));
            return scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, scratch));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }
}
