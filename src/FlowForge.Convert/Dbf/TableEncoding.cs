using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Which code page a table's text is in, and how that is known.</summary>
/// <param name="Strict">UTF-8 that only what was seen so far speaks for.</param>
internal sealed record TableEncoding(TextDecoder Decoder, string Evidence, bool Strict = false)
{
    /// <summary><c>windows-1252 (language driver 03)</c></summary>
    public override string ToString() => $"{Decoder.Name} ({Evidence})";

    /// <summary>What a person, a .cpg file or the header names; null when the text itself has to tell.</summary>
    /// <exception cref="InputException">The person names an encoding that does not exist.</exception>
    internal static TableEncoding? Named(DbfHeader header, SourceFile file, string? option, Warnings warnings)
    {
        if (option is not null)
        {
            int page = DbfCodePages.OfName(option) ?? throw new InputException("encoding-unknown", new Location(file.Name), $"The encoding '{option}' is unknown.",
                "Use a code page number such as 437, 852 or 1251, or a name such as utf-8, windows-1252, shift_jis.");
            return new TableEncoding(TextDecoder.For(page), "as asked for");
        }
        if (file.Sibling(".cpg") is { } path)
        {
            string name = ReadStart(path);
            if (DbfCodePages.OfName(name) is { } page) return new TableEncoding(TextDecoder.For(page), "its .cpg file");
            warnings.Add("dbf-unknown-cpg", new Location(path), $"'{name.Trim()}' is no known code page: the file was ignored.");
        }
        if (header.DriverName is { } driver && DbfCodePages.OfDriver(driver) is { } named && TextDecoder.Supports(named))
            return new TableEncoding(TextDecoder.For(named), $"language driver {driver}");
        return DbfCodePages.OfMark(header.CodePageMark) is { } marked ? new TableEncoding(TextDecoder.For(marked), $"language driver {header.CodePageMark:X2}") : null;
    }

    /// <summary>Guessed from the records: UTF-8 where all text is, otherwise what its letters look like, with a warning.</summary>
    internal static TableEncoding Guessed(TableSurvey survey, SourceFile file, Warnings warnings)
    {
        if (!survey.AnyBeyondUtf8)
            return new TableEncoding(TextDecoder.For(DbfCodePages.Utf8), survey.TextSample.Length == 0 ? "only ASCII" : "all text is valid", Strict: true);
        DetectedEncoding found = EncodingDetector.Detect([], survey.TextSample);
        // Values cut by their fields' ends make a table of UTF-8 text look damaged, not another code page.
        TextDecoder decoder = TextDecoder.Supports(found.Encoding.CodePage) ? TextDecoder.For(found.Encoding.CodePage) : TextDecoder.For(1252);
        warnings.Add("dbf-guessed-encoding", new Location(file.Name), $"The header names no code page; the text was read as {decoder.Name} ({found.Evidence}).", "Name another one with --encoding.");
        return new TableEncoding(decoder, $"guessed: {found.Evidence}");
    }

    private static string ReadStart(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> start = stackalloc byte[64];
        return System.Text.Encoding.UTF8.GetString(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }
}
