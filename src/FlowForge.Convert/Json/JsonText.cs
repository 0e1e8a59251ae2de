using System.Buffers;
using System.Text;

namespace FlowForge.Convert.Json;

/// <summary>Turns strings as written into plain UTF-8. Keeps one buffer; not thread-safe.</summary>
internal sealed class JsonText
{
    private byte[] _buffer = new byte[1 << 12];

    /// <summary>Strings in which bytes or escapes that are no character were replaced by U+FFFD.</summary>
    internal int Replaced { get; set; }

    /// <summary>The string's characters. Lent until the next call.</summary>
    /// <param name="written">Between the quotes; known to be well-formed JSON, but not to be UTF-8.</param>
    /// <param name="escaped">Whether there is a backslash in it.</param>
    internal ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> written, bool escaped)
    {
        if (escaped) written = Unescape(written);
        return System.Text.Unicode.Utf8.IsValid(written) ? written : Repair(written);
    }

    /// <summary>The text with U+FFFD for each invalid sequence of bytes.</summary>
    private ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> text)
    {
        Replaced++;
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> written)
    {
        // An escape is never shorter than the character it stands for: \uXXXX has six bytes, its character at most three, a pair four of twelve.
        if (_buffer.Length < written.Length) _buffer = new byte[written.Length + (written.Length / 2)];
        int length = 0;
        bool replaced = false;
        while (true)
        {
            int plain = written.IndexOf((byte)'\\');
            if (plain < 0) plain = written.Length;
            written[..plain].CopyTo(_buffer.AsSpan(length));
            length += plain;
            if (plain == written.Length) break;
            written = written[(plain + 1)..];
            length += written[0] == 'u' ? UnescapeRune(ref written, _buffer.AsSpan(length), ref replaced) : UnescapeByte(ref written, _buffer.AsSpan(length));
        }
        if (replaced) Replaced++;
        return _buffer.AsSpan(0, length);
    }

    private static int UnescapeByte(ref ReadOnlySpan<byte> written, Span<byte> into)
    {
        into[0] = written[0] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            byte other => other,
        };
        written = written[1..];
        return 1;
    }

    private static int UnescapeRune(ref ReadOnlySpan<byte> written, Span<byte> into, ref bool replaced)
    {
        char first = Unit(written);
        written = written[5..];
        if (Rune.TryCreate(first, out Rune rune)) return rune.EncodeToUtf8(into);
        if (char.IsHighSurrogate(first) && written.StartsWith("\\u"u8) && Rune.TryCreate(first, Unit(written[1..]), out rune))
        {
            written = written[6..];
            return rune.EncodeToUtf8(into);
        }
        replaced = true;
        return Rune.ReplacementChar.EncodeToUtf8(into);
    }

    /// <summary>The four hexadecimal digits behind the u.</summary>
    private static char Unit(ReadOnlySpan<byte> written)
    {
        _ = System.Buffers.Text.Utf8Parser.TryParse(written.Slice(1, 4), out ushort unit, out _, 'x');
        return (char)unit;
    }
}
