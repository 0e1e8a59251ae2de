using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>What was decided about a file, for people: facts for <c>inspect</c>, warnings for what they should check.</summary>
internal static class CsvFindings
{
    public static Dictionary<string, string> Facts(CsvPart part, CsvLayout layout, CsvSample sample)
    {
        var facts = new Dictionary<string, string>
        {
            ["encoding"] = part.Encoding.ToString(),
            ["delimiter"] = CsvDialect.Show(layout.Dialect.Delimiter.Span),
            ["quote"] = Show(layout.Dialect.Quote),
            ["escape"] = layout.Dialect.Quote is not null && layout.Dialect.Escape == layout.Dialect.Quote ? "doubled quote" : Show(layout.Dialect.Escape),
            ["newline"] = Newline(sample.Head.Span),
            ["header"] = layout.Header is null ? "none" : $"line {layout.SkipLines}",
        };
        if (layout.Dialect.Comment.Length > 0) facts["comment"] = CsvDialect.Show(layout.Dialect.Comment.Span);
        if (layout.Titles.Count > 0) facts["title lines"] = layout.Titles.Count.ToString();
        return facts;
    }

    public static void Report(CsvPart part, CsvLayout layout, Warnings warnings)
    {
        string file = part.File.Name;
        if (layout.Titles.Count > 0)
        {
            string text = string.Join(" ", layout.Titles[0].Cells.Where(cell => !string.IsNullOrWhiteSpace(cell)));
            warnings.Add("csv-title-lines", new Location(file, layout.Titles[0].Line + 1), $"lines above the table were skipped as its title; the first is '{Short(text)}'.", "Set the lines to skip with --skip-rows.", layout.Titles.Count);
        }
        if (layout.Header is not null && layout.Width > layout.Known)
        {
            string how = layout.HasRowNames ? "the first one has no name" : $"the last {layout.Width - layout.Named} have no name";
            warnings.Add("csv-header-shorter", new Location(file, layout.SkipLines), $"the header names {layout.Named} columns, rows have {layout.Width}: {how}.");
        }
        if (part.Encoding is { BomLength: 0, OnlyAscii: false, Encoding.CodePage: not 65001 } && part.Encoding.Evidence != "as asked")
            warnings.Add("encoding-guessed", new Location(file), $"the encoding was taken to be {part.Encoding}.", "If letters look wrong, set it with --encoding.");
    }

    private static string Show(byte? sign) => sign is { } value ? CsvDialect.Show([value]) : "none";

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static string Newline(ReadOnlySpan<byte> text)
    {
        int pairs = text.Count("\r\n"u8), feeds = text.Count((byte)'\n') - pairs, returns = text.Count((byte)'\r') - pairs;
        return (pairs > 0, feeds > 0, returns > 0) switch
        {
            (true, false, false) => "CRLF",
            (false, false, true) => "CR",
            (false, _, false) => "LF",
            _ => $"mixed: {pairs:N0} CRLF, {feeds:N0} LF, {returns:N0} CR at the beginning",
        };
    }
}
