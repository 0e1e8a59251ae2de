namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Paths as a log writes them: URIs, relative to the table's root or absolute.</summary>
public static class DataPath
{
    private const string FileScheme = "file:";

    /// <summary>The path on a file system: percent signs undone, <c>file:</c> and an empty authority taken off.</summary>
    /// <remarks><c>file:/a</c>, <c>file:///a</c> and <c>/a</c> are one file. Other schemes stay in front.</remarks>
    public static string Decode(string path)
    {
        ReadOnlySpan<char> rest = path;
        if (rest.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[FileScheme.Length..];
            if (rest.StartsWith("///")) rest = rest[2..];
        }
        if (rest.Contains('%')) return Uri.UnescapeDataString(rest.ToString());
        return rest.Length == path.Length ? path : rest.ToString();
    }

    /// <summary>The scheme of an absolute URI other than a local file's; null when there is none.</summary>
    public static string? ForeignScheme(string path)
    {
        int end = path.IndexOf("://", StringComparison.Ordinal);
        if (end <= 0) return null;
        string scheme = path[..end];
        bool isScheme = char.IsAsciiLetter(scheme[0]) && scheme.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.');
        return isScheme && !scheme.Equals("file", StringComparison.OrdinalIgnoreCase) ? scheme : null;
    }

    /// <summary>A relative path as the log writes it: what a URI cannot hold is percent-encoded, '/' stays.</summary>
    public static string Encode(string path) => string.Join('/', path.Split('/').Select(EncodeSegment));

    // Java's URI, which Spark writes paths with, leaves these as they are.
    private static string EncodeSegment(string segment) =>
        Uri.EscapeDataString(segment).Replace("%3D", "=", StringComparison.Ordinal).Replace("%2B", "+", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal)
            .Replace("%2C", ",", StringComparison.Ordinal).Replace("%24", "$", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal).Replace("%21", "!", StringComparison.Ordinal);
}
