namespace FlowForge.Convert.Xml.Tokens;

/// <summary>What &lt;?xml … ?&gt; says.</summary>
/// <param name="Encoding">As written; null when it says none.</param>
internal sealed record XmlDeclaration(string Version, string? Encoding)
{
    /// <param name="text">From <c>&lt;?xml</c> up to, not including, <c>?&gt;</c>. Other encodings that are ASCII there will do.</param>
    internal static bool TryParse(ReadOnlySpan<byte> text, out XmlDeclaration? declaration)
    {
        declaration = null;
        string? version = null, encoding = null;
        text = text[5..];
        while (XmlChars.Trim(text).Length > 0)
        {
            if (!XmlChars.IsSpace(text[0]) || !TryParseOne(ref text, out string name, out string value)) return false;
            switch (name)
            {
                case "version" when version is null && encoding is null:
                    version = value;
                    break;
                // A text declaration, as entities have it, may leave the version out.
                case "encoding" when encoding is null:
                    encoding = value;
                    break;
                case "standalone" when value is "yes" or "no":
                    break;
                default:
                    return false;
            }
        }
        if (version is null && encoding is null) return false;
        if (version is not null && (!version.StartsWith("1.", StringComparison.Ordinal) || version.Length < 3)) return false;
        declaration = new XmlDeclaration(version ?? "1.0", encoding);
        return true;
    }

    private static bool TryParseOne(ref ReadOnlySpan<byte> text, out string name, out string value)
    {
        name = value = "";
        text = XmlChars.Trim(text);
        int equals = text.IndexOf((byte)'=');
        if (equals < 0) return false;
        name = System.Text.Encoding.Latin1.GetString(XmlChars.Trim(text[..equals]));
        text = XmlChars.Trim(text[(equals + 1)..]);
        if (text.Length < 2 || text[0] is not ((byte)'"' or (byte)'\'')) return false;
        int end = text[1..].IndexOf(text[0]);
        if (end < 0) return false;
        value = System.Text.Encoding.Latin1.GetString(text.Slice(1, end));
        text = text[(end + 2)..];
        return true;
    }
}
