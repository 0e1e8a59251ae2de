using System.Text;
using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>XML in whatever encoding it says, as UTF-8. Parts are UTF-8 nearly always; the standard also allows UTF-16.</summary>
internal static class XmlEncoding
{
    private const int SniffLength = 256;

    /// <summary>The stream itself when it is UTF-8 already, but for the bytes looked at, which are put back.</summary>
    public static Stream ToUtf8(Stream stream)
    {
        var head = new byte[SniffLength];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        var whole = new PrefixedStream(head, stream);
        Encoding? encoding = Sniff(head);
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8);
    }

    private static Encoding? Sniff(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, ..] or [(byte)'<', 0, ..]) return Encoding.Unicode;
        if (head is [0xFE, 0xFF, ..] or [0, (byte)'<', ..]) return Encoding.BigEndianUnicode;
        int end = head.IndexOf("?>"u8), at = head.IndexOf("encoding"u8);
        if (end < 0 || at < 0 || at > end) return null;
        ReadOnlySpan<byte> value = head[at..end];
        int open = value.IndexOfAny((byte)'"', (byte)'\'');
        if (open < 0) return null;
        value = value[(open + 1)..];
        int close = value.IndexOfAny((byte)'"', (byte)'\'');
        return close < 0 ? null : ByName(Encoding.ASCII.GetString(value[..close]));
    }

    /// <summary>Null for UTF-8, and for a name that nobody knows: the bytes are then taken for UTF-8.</summary>
    private static Encoding? ByName(string name)
    {
        if (name.StartsWith("UTF-8", StringComparison.OrdinalIgnoreCase) || name.StartsWith("UTF8", StringComparison.OrdinalIgnoreCase)) return null;
        // Declared as UTF-16 but not looking like it: the declaration is what is wrong.
        if (name.StartsWith("UTF-16", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed class PrefixedStream(byte[] prefix, Stream rest) : ReadOnlyStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            if (_at == prefix.Length) return rest.Read(buffer);
            int count = Math.Min(buffer.Length, prefix.Length - _at);
            prefix.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
