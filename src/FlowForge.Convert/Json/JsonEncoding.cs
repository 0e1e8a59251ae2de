using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>Which encoding a JSON text is in. RFC 8259 wants UTF-8; files in UTF-16 and UTF-32 exist.</summary>
internal static class JsonEncoding
{
    /// <summary>The encoding named by the user, or the one that the first bytes show; null for UTF-8.</summary>
    /// <exception cref="InputException">There is no encoding of that name.</exception>
    internal static Encoding? Of(SourceFile file, ReadOptions options) => options.Encoding is { } name ? Named(name, file) : Detect(file);

    /// <summary>The encoding that the first bytes show; null for UTF-8.</summary>
    /// <remarks>Without a mark: a JSON text begins with two ASCII characters, so the zeros among its first bytes tell (RFC 4627, section 3).</remarks>
    internal static Encoding? Detect(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return new UTF32Encoding(bigEndian: false, byteOrderMark: false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return new UTF32Encoding(bigEndian: true, byteOrderMark: false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new UnicodeEncoding(bigEndian: true, byteOrderMark: false);
        if (head.Length < 4) return null;
        bool even = head.Length % 2 == 0;
        return (head[0] == 0, head[1] == 0, head[2] == 0, head[3] == 0) switch
        {
            (true, true, true, false) => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
            (false, true, true, true) => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
            (true, false, _, false) when even => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
            (false, true, false, _) when even => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
            _ => null,
        };
    }

    private static Encoding? Named(string name, SourceFile file)
    {
        try
        {
            Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return encoding is UTF8Encoding ? null : encoding;
        }
        catch (ArgumentException failure)
        {
            throw new InputException("unknown-encoding", new Location(file.Name), $"there is no encoding '{name}'.", "For example: utf-8, utf-16, windows-1252, shift_jis.", failure);
        }
    }
}
