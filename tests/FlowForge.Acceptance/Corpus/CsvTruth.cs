using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace FlowForge.Acceptance.Corpus;

/// <summary>Delimited text, read here by a plain state machine under every dialect that a tool proposed: the conversion must equal one of the readings.</summary>
internal static class CsvTruth
{
    private sealed record Dialect(string Delimiter, char Quote, char Escape);

    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        JsonElement expected = file.Expected;
        bool duckDbReads = expected.GetProperty("duckdb").TryGetProperty("rows", out JsonElement rows) && rows.ValueKind == JsonValueKind.Number;
        if (!duckDbReads || expected.GetProperty("bytes").GetInt64() == 0)
        {
            if (converted.Refusal is not null) return Verdict.RightlyRefused;
        }
        else if (converted.Refusal is not null)
        {
            return Verdict.Different("refused: " + converted.Refusal.Message);
        }

        // Padded to widths: the tools cut such lines at every blank, or not at all.
        if (converted.Report?.Format == "fixed") return FixedTruth.Judge(file, converted);

        GridMatch? best = null;
        int rejected = converted.Rejected.Sum(table => table.Rows.Length);
        int titles = converted.Report is not null && converted.Report.Facts.TryGetValue("title lines", out string? told) ? int.Parse(told) : 0;
        foreach (string text in Texts(Bytes(file.Path), expected.GetProperty("encoding").GetString()))
        {
            foreach (Dialect dialect in Dialects(expected))
            {
                List<string?[]> grid = Parse(text, dialect);
                GridMatch match = Best(grid, converted);
                if (match.Missing > 0 && match.Missing <= rejected && grid.Select(row => row.Length).Distinct().Count() > 1) match = match with { Missing = 0 };
                // Titles above the table are skipped with a warning that says how many.
                match = match with { Missing = Math.Max(0, match.Missing - titles) };
                if (best is null || match.Missing + match.Extra + match.Moved < best.Missing + best.Extra + best.Moved) best = match;
                if (best.Equal) return Verdict.Equal;
            }
        }
        if (!duckDbReads && (converted.Warned || best is null)) return Verdict.NoTruth;
        return Verdict.Different($"{best!.Missing} of {best.Rows} rows missing, {best.Extra} extra, {best.Moved} columns moved; {best.Sample}");
    }

    /// <summary>With the header as a row, without it, and without comment lines.</summary>
    private static GridMatch Best(List<string?[]> grid, Converted converted)
    {
        GridMatch[] matches =
        [
            GridMatch.Of(HasRowNames(grid) ? [[null, .. grid[0]], .. grid[1..]] : grid, converted.Tables.SelectMany(table => table.RowsWithOwnHeader)),
            GridMatch.Of(grid, converted.Tables.SelectMany(table => table.RowsWithHeader)),
            GridMatch.Of(grid, converted.Tables.SelectMany(table => table.Rows)),
            GridMatch.Of([.. grid.Where(row => row[0] is not { } first || first[0] is not ('#' or '%'))], converted.Tables.SelectMany(table => table.RowsWithHeader)),
            GridMatch.Of([.. grid.Where(row => row[0] is not { } first || first[0] is not ('#' or '%'))], converted.Tables.SelectMany(table => table.Rows)),
        ];
        return matches.MinBy(match => match.Missing + match.Extra + match.Moved)!;
    }

    /// <summary>As R writes tables: the first column has no name, so the header is one cell short.</summary>
    private static bool HasRowNames(List<string?[]> grid) => grid.Count > 2 && grid[1].Length > 1 && grid[0].Length == grid[1].Length - 1 && grid.Skip(1).All(row => row.Length == grid[1].Length || row.All(cell => cell is null));

    internal static byte[] Bytes(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is [0x1F, 0x8B, ..])
        {
            using var unpacked = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        if (bytes is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            using var unpacked = new MemoryStream();
            using Stream entry = zip.Entries.First(item => item.Name.Length > 0).Open();
            entry.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        return bytes;
    }

    /// <summary>The text under each encoding that may be the right one.</summary>
    internal static IEnumerable<string> Texts(byte[] bytes, string? encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        if (bytes is [0xFF, 0xFE, ..] || encoding is "utf-16-le") return [Encoding.Unicode.GetString(bytes).TrimStart('\uFEFF')];
        if (bytes is [0xFE, 0xFF, ..] || encoding is "utf-16-be") return [Encoding.BigEndianUnicode.GetString(bytes).TrimStart('\uFEFF')];
        try
        {
            return [new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF')];
        }
        catch (DecoderFallbackException)
        {
            return ((string[])["windows-1252", "utf-8", "gb18030", "shift_jis", "windows-1251", "iso-8859-2", "windows-1250"]).Select(name => Encoding.GetEncoding(name).GetString(bytes));
        }
    }

    private static List<Dialect> Dialects(JsonElement expected)
    {
        var found = new List<Dialect>();
        void Add(string? delimiter, string? quote, string? escape)
        {
            delimiter = Unname(delimiter);
            if (delimiter.Length == 0) return;
            foreach (string mark in (string[])[Unname(quote) is { Length: > 0 } named ? named : "\"", Unname(quote), "\""])
            {
                char sign = mark.Length > 0 ? mark[0] : '\0';
                var dialect = new Dialect(delimiter, sign, Unname(escape) is { Length: > 0 } other ? other[0] : sign);
                if (!found.Contains(dialect)) found.Add(dialect);
            }
        }
        if (expected.TryGetProperty("ground_truth_dialect_annotation", out JsonElement truth) && truth.ValueKind == JsonValueKind.Array && truth.GetArrayLength() > 3)
            Add(truth[1].GetString(), truth[2].GetString(), Unname(truth[3].GetString()) == "\\" ? "\\" : "");
        if (expected.GetProperty("duckdb").TryGetProperty("sniff", out JsonElement sniff)) Add(Text(sniff, "Delimiter"), Text(sniff, "Quote"), Text(sniff, "Escape"));
        if (expected.TryGetProperty("clevercsv", out JsonElement clever) && clever.TryGetProperty("delimiter", out _)) Add(Text(clever, "delimiter"), Text(clever, "quotechar"), Text(clever, "escapechar"));
        Add(Text(expected.GetProperty("python_csv"), "delimiter"), "\"", "");
        if (found.Count == 0) foreach (string delimiter in (string[])[",", ";", "\t", "|"]) Add(delimiter, "\"", "");
        return found;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Unname(string? name) => name switch
    {
        null or "(empty)" => "",
        "comma" => ",",
        "semicolon" => ";",
        "tab" or "\\t" => "\t",
        "pipe" or "vslash" => "|",
        "space" => " ",
        "colon" => ":",
        "caret" => "^",
        "tilde" => "~",
        "hash" => "#",
        "doublequote" => "\"",
        "singlequote" => "'",
        "backslash" => "\\",
        "slash" => "/",
        _ => name,
    };

    private static List<string?[]> Parse(string text, Dialect dialect)
    {
        var rows = new List<string?[]>();
        var row = new List<string?>();
        var field = new StringBuilder();
        bool started = false;
        int i = text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal) + 1) : 0;
        void EndField()
        {
            row.Add(Cell.Canonical(field.ToString()));
            field.Clear();
            started = false;
        }
        while (i < text.Length)
        {
            char letter = text[i];
            if (dialect.Quote != 0 && letter == dialect.Quote && !started)
            {
                started = true;
                for (i++; i < text.Length; i++)
                {
                    if (dialect.Escape != dialect.Quote && text[i] == dialect.Escape && i + 1 < text.Length)
                    {
                        field.Append(text[++i]);
                        continue;
                    }
                    if (text[i] != dialect.Quote)
                    {
                        field.Append(text[i]);
                        continue;
                    }
                    if (i + 1 >= text.Length || text[i + 1] != dialect.Quote) break;
                    field.Append(text[i++]);
                }
                i++;
                continue;
            }
            if (string.CompareOrdinal(text, i, dialect.Delimiter, 0, dialect.Delimiter.Length) == 0)
            {
                EndField();
                i += dialect.Delimiter.Length;
                continue;
            }
            if (letter is '\n' or '\r')
            {
                EndField();
                rows.Add([.. row]);
                row.Clear();
                i += letter == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
                continue;
            }
            bool padding = !started && letter is ' ' or '\t' && dialect.Quote != 0 && text.AsSpan(i).TrimStart(" \t").StartsWith([dialect.Quote]);
            if (!padding)
            {
                field.Append(letter);
                started = true;
            }
            i++;
        }
        if (field.Length > 0 || row.Count > 0)
        {
            EndField();
            rows.Add([.. row]);
        }
        return rows;
    }
}
