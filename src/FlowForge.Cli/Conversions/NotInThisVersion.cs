namespace FlowForge.Cli.Conversions;

/// <summary>Inputs that FlowForge will read one day. They are named plainly, since some of them would pass for odd text.</summary>
internal static class NotInThisVersion
{
    private const int HeadBytes = 1_024;

    /// <exception cref="UsageException">The file is a PDF, an Access or a SQL Server database.</exception>
    public static void Refuse(string path, string name)
    {
        if (!File.Exists(path)) return;
        Span<byte> buffer = stackalloc byte[HeadBytes];
        using FileStream file = File.OpenRead(path);
        ReadOnlySpan<byte> head = buffer[..file.ReadAtLeast(buffer, HeadBytes, throwOnEndOfStream: false)];
        if (Kind(head, Path.GetExtension(name)) is { } kind)
            throw new UsageException($"{name}: this is {kind}; this version of FlowForge does not read those. See: flowforge formats");
    }

    private static string? Kind(ReadOnlySpan<byte> head, string extension)
    {
        if (head.IndexOf("%PDF-"u8) >= 0 && (head.StartsWith("%PDF-"u8) || IsExtension(extension, ".pdf"))) return "a PDF document";
        if (head.Length > 19 && (head[4..].StartsWith("Standard Jet DB"u8) || head[4..].StartsWith("Standard ACE DB"u8) || head[4..].StartsWith("MSISAM Database"u8)))
            return "an Access database";
        // A data file of SQL Server starts with page 0: header version 1, page type 15.
        return IsExtension(extension, ".mdf") && head.StartsWith((ReadOnlySpan<byte>)[1, 15]) ? "a SQL Server data file" : null;
    }

    private static bool IsExtension(string extension, string expected) => extension.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
