using System.Buffers;
using System.Text;
using FlowForge.Convert.Text;

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
        return SingleByteTable.For(encoding) is { } table ? new SingleByteDecoder(encoding.WebName, table) : new MultiByteDecoder(encoding);
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

    // UTF-16 and EBCDIC do not occur: a DBF's blanks and digits are ASCII.
    private static Encoding? EncodingOf(int codePage) =>
        TextEncodings.Find(codePage) is { } encoding && encoding.GetBytes("A") is [(byte)'A'] ? encoding : null;
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

/// <summary>A code page of one byte a character.</summary>
internal sealed class SingleByteDecoder(string name, SingleByteTable table) : TextDecoder
{
    private const int Slack = 32;

    internal override string Name { get; } = name;

    private protected override ReadOnlySpan<byte> DecodeWide(ReadOnlySpan<byte> source, ref byte[] scratch, out TextDamage damage)
    {
        Grow(ref scratch, (source.Length * SingleByteTable.MaxGrowth) + Slack);
        Replacements replaced = Replacements.None;
        int length = table.Convert(source, scratch, ref replaced);
        damage = replaced.Any ? TextDamage.Replaced : TextDamage.None;
        return scratch.AsSpan(0, length);
    }
}

/// <summary>Text that is UTF-8 already; checked.</summary>
internal sealed class Utf8Decoder : TextDecoder
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    internal override string Name => "utf-8";

    /// <summary>Whether the text is UTF-8, except perhaps for a character that its end cuts.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text)) return true;
        int start = text.Length - 1;
        while (start > 0 && text.Length - start < 3 && (text[start] & 0xC0) == 0x80) start--;
        return start >= 0 && Rune.DecodeFromUtf8(text[start..], out _, out _) == OperationStatus.NeedMoreData && System.Text.Unicode.Utf8.IsValid(text[..start]);
    }

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
