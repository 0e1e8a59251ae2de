using System.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>The ways in which a document is no XML, or more than is read of it.</summary>
internal static class XmlErrors
{
    private const string Mend = "Mend the file, or have it exported again.";

    internal static InputException Syntax(Location where, string found, string expected) =>
        new("xml-malformed", where, $"the XML is not well-formed: found {found}, expected {expected}.", Mend);

    internal static InputException MismatchedEnd(Location where, ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected) =>
        new("xml-malformed", where, $"the XML is not well-formed: found the end tag </{Show(found)}>, expected </{Show(expected)}>.", Mend);

    internal static InputException Unclosed(Location where, ReadOnlySpan<byte> name, int depth) =>
        new("xml-truncated", where, $"the file ends inside the element <{Show(name)}>, with {depth} {(depth == 1 ? "element" : "elements")} open: it is cut short.", Mend);

    internal static InputException Empty(Location where) =>
        new("xml-no-element", where, "there is no element in it, so no table: nothing but comments, declarations or blanks was found.");

    internal static InputException Entity(Location where, ReadOnlySpan<byte> name) =>
        new("xml-entity", where, $"the reference &{Show(name)}; stands for something that a document type definition declares; definitions are not read and entities not expanded.",
            "Only &lt; &gt; &amp; &quot; &apos; and character references are read. Resolve the others first: xmllint --noent FILE");

    internal static InputException Encoding(Location where, byte value) =>
        new("xml-encoding", where, $"byte 0x{value:X2} is not valid UTF-8, which the file is read as.", "If it is in another encoding, name it: --encoding windows-1252");

    internal static InputException Character(Location where, uint scalar) =>
        new("xml-malformed", where, $"the XML is not well-formed: character U+{scalar:X4} is not allowed in XML.", Mend);

    internal static InputException TooMuch(Location where, string what, long limit) =>
        new("xml-limit", where, $"{what}: at most {limit:N0} are read.");

    /// <summary>Bytes for a message: short, and with nothing in it that would break a line.</summary>
    internal static string Show(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder();
        foreach (char letter in System.Text.Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 64)]))
            text.Append(char.IsControl(letter) ? ' ' : letter);
        if (utf8.Length > 64) text.Append('…');
        return text.ToString();
    }
}
