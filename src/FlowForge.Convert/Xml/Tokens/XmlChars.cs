using System.Buffers;
using System.Text;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>The character classes of XML 1.0, fifth edition. Source: https://www.w3.org/TR/xml/#charsets</summary>
internal static class XmlChars
{
    /// <summary>What may not stand in a document once line ends are LF.</summary>
    internal static readonly SearchValues<byte> IllegalControls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0B, 0x0C, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F]);

    private static readonly SearchValues<byte> s_wordBytes = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => value >= 0x80 || char.IsAsciiLetterOrDigit((char)value))]);

    private static readonly bool[] s_nameBytes = NameBytes();

    internal static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r';

    /// <summary>Whether a byte may belong to a name. Bytes outside ASCII are taken on trust and checked once a name (<see cref="IsName"/>).</summary>
    internal static bool IsNameByte(byte value) => s_nameBytes[value];

    /// <summary>The text without XML's white space at its ends.</summary>
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int from = 0, to = text.Length;
        while (from < to && IsSpace(text[from])) from++;
        while (to > from && IsSpace(text[to - 1])) to--;
        return text[from..to];
    }

    internal static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
            if (!IsSpace(value))
                return false;
        return true;
    }

    /// <summary>Whether a text has letters or digits, not just punctuation. All beyond ASCII counts as letters.</summary>
    internal static bool HasWords(ReadOnlySpan<byte> text) => text.ContainsAny(s_wordBytes);

    /// <summary>Whether a scalar value may stand in a document, written out or as a reference.</summary>
    internal static bool IsLegal(uint scalar) =>
        scalar is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>Whether valid UTF-8 is a name.</summary>
    internal static bool IsName(ReadOnlySpan<byte> utf8)
    {
        bool first = true;
        while (utf8.Length > 0)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            uint scalar = (uint)rune.Value;
            if (!IsNameStart(scalar) && (first || !IsNameOnlyInside(scalar))) return false;
            first = false;
            utf8 = utf8[length..];
        }
        return !first;
    }

    private static bool IsNameStart(uint scalar) => scalar switch
    {
        < 0x80 => scalar is ':' or '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'),
        < 0x2000 => scalar is (>= 0xC0 and <= 0x2FF and not 0xD7 and not 0xF7) or (>= 0x370 and <= 0x1FFF and not 0x37E),
        _ => scalar is 0x200C or 0x200D or (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF) or (>= 0x3001 and <= 0xD7FF)
            or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF),
    };

    private static bool IsNameOnlyInside(uint scalar) =>
        scalar is '-' or '.' or (>= '0' and <= '9') or 0xB7 or (>= 0x300 and <= 0x36F) or 0x203F or 0x2040;

    private static bool[] NameBytes()
    {
        var bytes = new bool[256];
        for (uint value = 0; value < 256; value++)
            bytes[value] = value >= 0x80 || IsNameStart(value) || IsNameOnlyInside(value);
        return bytes;
    }
}
