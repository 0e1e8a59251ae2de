using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml;

/// <summary>The encoding of a document: what a person says, else the byte order mark, else how its first characters lie, else what it declares, else UTF-8.</summary>
/// <param name="Name">For people.</param>
/// <param name="Source">Null when it is UTF-8 already.</param>
/// <param name="MarkLength">Bytes of the byte order mark.</param>
internal sealed record XmlEncoding(string Name, Encoding? Source, int MarkLength)
{
    private const int Ebcdic = 37;

    internal static XmlEncoding Of(SourceFile file, string? wanted)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        XmlEncoding? marked = ByMark(head);
        if (wanted is not null)
        {
            XmlEncoding named = Named(wanted, file.Name, "Use a name such as utf-8, windows-1252, iso-8859-15 or shift_jis.");
            return marked is not null && marked.Source?.CodePage == named.Source?.CodePage ? marked : named;
        }
        if (marked is not null) return marked;
        if (head.StartsWith("<\0?\0"u8) || head.StartsWith("<\0!\0"u8)) return new("utf-16", Encoding.Unicode, 0);
        if (head.StartsWith("\0<\0?"u8) || head.StartsWith("\0<\0!"u8)) return new("utf-16BE", Encoding.BigEndianUnicode, 0);
        if (head is [(byte)'<', 0, not 0, 0, ..]) return new("utf-16", Encoding.Unicode, 0);
        if (head is [0, (byte)'<', 0, not 0, ..]) return new("utf-16BE", Encoding.BigEndianUnicode, 0);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x4C, 0x6F, 0xA7, 0x94]))
        {
            Encoding ebcdic = TextEncodings.Get(Ebcdic);
            byte[] ascii = Encoding.Latin1.GetBytes(ebcdic.GetString(head[..Math.Min(head.Length, 512)]));
            return Declared(ascii) is { } declared ? Named(declared, file.Name, Declares(declared)) : new(ebcdic.WebName, ebcdic, 0);
        }
        return Declared(head) is { } name && !IsWide(name) ? Named(name, file.Name, Declares(name)) : Utf8(0);
    }

    /// <summary>The document as UTF-8, without its mark. Owns the stream. Bytes that are no text become U+FFFD, and the stream counts them.</summary>
    internal Stream ToUtf8(Stream stream)
    {
        if (Source is not null) return new Utf8TranscodingStream(stream, Source, MarkLength);
        if (MarkLength > 0) stream.ReadExactly(stackalloc byte[MarkLength]);
        return stream;
    }

    private static XmlEncoding Utf8(int markLength) => new("utf-8", null, markLength);

    private static XmlEncoding? ByMark(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8)) return Utf8(3);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return new("utf-32", Encoding.UTF32, 4);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new("utf-16", Encoding.Unicode, 2);
        return head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new("utf-16BE", Encoding.BigEndianUnicode, 2) : null;
    }

    private static XmlEncoding Named(string name, string file, string hint)
    {
        Encoding encoding;
        try
        {
            encoding = TextEncodings.Parse(name, file);
        }
        catch (Exception unknown) when (unknown is InputException or NotSupportedException)
        {
            throw new InputException("xml-encoding", new Location(file), $"the encoding \"{name}\" is not supported.", hint, unknown);
        }
        // ASCII is UTF-8 already; bytes beyond it are then an error, as they should be.
        return encoding.CodePage is 65001 or 20127 ? Utf8(0) : new(encoding.WebName, encoding, 0);
    }

    /// <summary>What the XML declaration says, in any encoding whose first characters are ASCII.</summary>
    private static string? Declared(ReadOnlySpan<byte> head)
    {
        head = XmlChars.Trim(head);
        if (!head.StartsWith("<?xml"u8)) return null;
        int length = head.IndexOf("?>"u8);
        return length > 0 && XmlDeclaration.TryParse(head[..length], out XmlDeclaration? declaration) ? declaration!.Encoding : null;
    }

    /// <summary>An encoding of two or four bytes a character: said in single bytes, so it cannot be true. Programs that convert a text and not its declaration write this.</summary>
    private static bool IsWide(string name) =>
        name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.StartsWith("utf-32", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ucs-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("iso-10646-ucs", StringComparison.OrdinalIgnoreCase);

    private static string Declares(string name) => $"The document declares it; if it is in truth another one, name that: --encoding utf-8 instead of {name}";
}
