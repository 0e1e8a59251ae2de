using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace FlowForge.Acceptance.Corpus;

/// <summary>JSON: every scalar of the document, numbers as written, is somewhere in the output, and nothing else is.</summary>
internal static class JsonTruth
{
    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        JsonElement expected = file.Expected;
        bool mustReject = expected.TryGetProperty("suite_verdict", out JsonElement verdict) && verdict.GetString() == "must reject";
        if (mustReject) return converted.Refusal is not null || converted.Tables.Sum(table => table.Rows.Length) == 0 ? Verdict.RightlyRefused : Verdict.Different("invalid JSON was accepted");
        bool python = expected.GetProperty("python_json").GetProperty("ok").GetBoolean();
        bool lines = expected.TryGetProperty("python_ndjson", out JsonElement ndjson) && ndjson.GetProperty("records").GetInt32() > 0;
        if (verdict.ValueKind == JsonValueKind.String && verdict.GetString() == "either") return converted.Refusal is not null ? Verdict.RightlyRefused : Verdict.NoTruth;
        if (!python && !lines) return Verdict.Unreadable(converted);
        if (converted.Refusal is not null)
        {
            bool table = !expected.GetProperty("python_json").TryGetProperty("top", out JsonElement top) || top.GetString() is "list" or "dict";
            return table && !(expected.GetProperty("python_json").TryGetProperty("len", out JsonElement length) && length.ValueKind == JsonValueKind.Number && length.GetInt32() == 0)
                ? Verdict.Different("refused: " + converted.Refusal.Message)
                : Verdict.RightlyRefused;
        }

        var wanted = new List<string>();
        string text = Text(File.ReadAllBytes(file.Path));
        try
        {
            if (python) Leaves(JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2_000 }).RootElement, wanted);
            else foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Leaves(JsonDocument.Parse(line).RootElement, wanted);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // A reader of ours in .NET's strictness is not the truth where Python's was content.
            return Verdict.NoTruth;
        }
        return Said(wanted, converted);
    }

    /// <summary>JSON is Unicode: what is no text in it is U+FFFD, not a letter of some code page.</summary>
    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Each wanted value must occur in the text of the output at least as often as in the input.</summary>
    internal static Verdict Said(List<string> wanted, Converted converted)
    {
        var cells = new Dictionary<string, int>();
        var nested = new List<string>();
        foreach (string? cell in converted.Tables.SelectMany(table => table.Rows).SelectMany(row => row))
        {
            if (cell is null) continue;
            cells[cell] = cells.GetValueOrDefault(cell) + 1;
            if (cell.AsSpan().ContainsAny('{', '[', '<') || cell.Contains('\n', StringComparison.Ordinal) || cell.Contains(' ', StringComparison.Ordinal)) nested.Add(cell);
        }
        string inside = string.Join('\u001e', nested);
        HashSet<string> columns = [.. converted.Tables.SelectMany(table => table.Columns)];
        int missing = 0;
        string sample = "";
        foreach (string value in wanted)
        {
            if (cells.TryGetValue(value, out int left) && left > 0)
            {
                cells[value] = left - 1;
                continue;
            }
            if (inside.Contains(value, StringComparison.Ordinal) || columns.Contains(value) || inside.Contains(value.Replace("'", "\\'", StringComparison.Ordinal), StringComparison.Ordinal) || inside.Contains(JsonEncodedText.Encode(value).ToString(), StringComparison.Ordinal)) continue;
            if (double.TryParse(value, out double number) && (cells.Keys.Any(cell => Cell.Same(value, cell)) || inside.Contains(number.ToString("R"), StringComparison.Ordinal))) continue;
            if (cells.ContainsKey(value) || (value.Length > 200 && inside.Contains(value[..100].Trim(), StringComparison.Ordinal))) continue;
            missing++;
            if (sample.Length == 0) sample = value.Length > 100 ? value[..100] : value;
        }
        return missing == 0 ? Verdict.Equal : Verdict.Different($"{missing} of {wanted.Count} values missing, e.g. {sample}");
    }

    private static void Leaves(JsonElement element, List<string> leaves)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                // Of repeated keys the last one counts.
                foreach (JsonElement value in element.EnumerateObject().GroupBy(property => property.Name).Select(same => same.Last().Value)) Leaves(value, leaves);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement value in element.EnumerateArray()) Leaves(value, leaves);
                break;
            default:
                string? text = Cell.Canonical(element.ValueKind == JsonValueKind.String ? element.GetString() : element.ValueKind == JsonValueKind.Null ? null : element.GetRawText());
                if (text is not null) leaves.Add(text);
                break;
        }
    }
}

/// <summary>XML: every attribute and text value of the document is in the output.</summary>
internal static class XmlTruth
{
    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        JsonElement expected = file.Expected;
        bool wellFormed = expected.GetProperty("xmllint").GetProperty("wellformed").GetBoolean() && !expected.GetProperty("lxml").TryGetProperty("error", out _);
        if (!wellFormed) return Verdict.Unreadable(converted);
        bool hasDtd = expected.GetProperty("has_dtd").GetBoolean();
        if (converted.Refusal is not null)
        {
            bool lonely = expected.GetProperty("lxml").GetProperty("elements").GetInt32() <= 1;
            return hasDtd || lonely ? Verdict.RightlyRefused : Verdict.Different("refused: " + converted.Refusal.Message);
        }

        var wanted = new List<string>();
        try
        {
            using XmlReader reader = Open(file.Path, expected.GetProperty("declared_encoding").GetString());
            Leaves(reader, wanted);
        }
        catch (XmlException)
        {
            return Verdict.NoTruth;
        }
        return JsonTruth.Said(wanted, converted);
    }

    /// <summary>.NET's XML reader takes EUC-JP's three-byte characters for others, and refuses UTF-7.</summary>
    private static XmlReader Open(string path, string? encoding)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        return encoding?.ToUpperInvariant() switch
        {
            "EUC-JP" => XmlReader.Create(new StringReader(EucJp(File.ReadAllBytes(path))), settings),
            "UTF-7" => XmlReader.Create(new StringReader(Utf7(File.ReadAllBytes(path))), settings),
            _ => XmlReader.Create(path, settings),
        };
    }

    /// <summary>Code page 20932 holds the three-byte characters in two: without their mark, and the last byte without its high bit.</summary>
    private static string EucJp(byte[] bytes)
    {
        List<byte> pairs = [];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0x8F && i + 2 < bytes.Length) pairs.AddRange([bytes[++i], (byte)(bytes[++i] & 0x7F)]);
            else pairs.Add(bytes[i]);
        }
        return CodePagesEncodingProvider.Instance.GetEncoding(20932)!.GetString([.. pairs]);
    }

    private static string Utf7(byte[] bytes)
    {
#pragma warning disable SYSLIB0001 // a document that says so is in UTF-7
        return new UTF7Encoding().GetString(bytes);
#pragma warning restore SYSLIB0001
    }

    private static void Leaves(XmlReader reader, List<string> leaves)
    {
        var text = new StringBuilder();
        void Flush()
        {
            if (Cell.Canonical(text.ToString()) is { } value) leaves.Add(value);
            text.Clear();
        }
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.Element:
                    Flush();
                    for (int i = 0; i < reader.AttributeCount; i++)
                    {
                        reader.MoveToAttribute(i);
                        bool ours = reader.NamespaceURI is "http://www.w3.org/2000/xmlns/" or "http://www.w3.org/2001/XMLSchema-instance" or "http://www.w3.org/XML/1998/namespace";
                        if (!ours && Cell.Canonical(reader.Value) is { } value) leaves.Add(value);
                    }
                    break;
                case XmlNodeType.EndElement:
                    Flush();
                    break;
            }
        }
    }
}

/// <summary>Fixed width: every line is a row, and none of its letters and digits is lost; typed values may lose zeros and points.</summary>
internal static class FixedTruth
{
    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        if (file.Name.EndsWith(".xml", StringComparison.Ordinal)) return Verdict.NoTruth;
        JsonElement expected = file.Expected;
        bool blanks = expected.TryGetProperty("all_blank_columns_0based", out JsonElement columns) && columns.GetArrayLength() > 0;
        if (converted.Refusal is not null) return blanks ? Verdict.Different("refused: " + converted.Refusal.Message) : Verdict.RightlyRefused;

        string text = CsvTruth.Texts(CsvTruth.Bytes(file.Path), null).First();
        var lines = new Dictionary<string, int>();
        foreach (string line in text.Split(['\n', '\r']).Select(Squeeze).Where(line => line.Length > 0)) lines[line] = lines.GetValueOrDefault(line) + 1;
        foreach (string?[] row in converted.Tables.SelectMany(table => table.RowsWithHeader).Concat(converted.Rejected.SelectMany(table => table.Rows.Select(row => new[] { row[^1] }))))
        {
            string said = Squeeze(string.Concat(row));
            if (lines.TryGetValue(said, out int left)) lines[said] = left - 1;
        }
        string[] lost = [.. lines.Where(line => line.Value > 0).Select(line => line.Key)];
        return lost.Length == 0 ? Verdict.Equal : Verdict.Different($"{lost.Length} lines are not rows, e.g. {lost[0][..Math.Min(60, lost[0].Length)]}");
    }

    private static string Squeeze(string text) => string.Concat(text.Where(letter => char.IsLetter(letter) || letter is >= '1' and <= '9').Order());
}

/// <summary>DBF: row counts and first rows as dbfread found them, or the count of OGR.</summary>
internal static partial class DbfTruth
{
    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        JsonElement expected = file.Expected;
        JsonElement dbfread = expected.GetProperty("dbfread"), ogr = expected.GetProperty("ogr");
        bool read = dbfread.TryGetProperty("first_rows", out JsonElement first) && dbfread.GetProperty("error").ValueKind == JsonValueKind.Null;
        bool counted = ogr.GetProperty("rc").GetInt32() == 0 && ogr.TryGetProperty("csv_rows", out JsonElement lines) && lines.ValueKind == JsonValueKind.Number;
        if (!read && !counted) return Verdict.Unreadable(converted);
        if (converted.Refusal is not null) return Verdict.Different("refused: " + converted.Refusal.Message);

        int rows = converted.Tables.Sum(table => table.Rows.Length);
        int present = expected.GetProperty("records_present_in_file").GetInt32() - expected.GetProperty("deleted_records").GetInt32();
        int[] counts = [present, read ? dbfread.GetProperty("rows").GetInt32() : present];
        if (!counts.Contains(rows)) return Verdict.Different($"{rows} rows, others count {string.Join('/', counts)}");
        if (!read) return Verdict.Equal;
        string?[][] wanted = [.. first.EnumerateArray().Select(row => row.EnumerateArray().Select(Value).ToArray())];
        GridMatch match = GridMatch.Of(wanted, converted.Tables.SelectMany(table => WithoutUnread(table, dbfread, wanted)));
        return match.Missing == 0 ? Verdict.Equal : Verdict.Different($"{match.Missing} of the first {match.Rows} rows missing; {match.Sample}");
    }

    /// <summary>Without the memos of a file whose memo file the tool did not look for: it says null to all of them.</summary>
    private static IEnumerable<string?[]> WithoutUnread(ConvertedTable table, JsonElement dbfread, string?[][] wanted)
    {
        JsonElement[] fields = [.. dbfread.GetProperty("fields").EnumerateArray()];
        string[] memos = [.. fields.Where((field, at) => field.GetProperty("type").GetString() is "M" or "G" or "P" && Array.TrueForAll(wanted, row => row.Length <= at || row[at] is null)).Select(field => field.GetProperty("name").GetString()!)];
        bool[] unread = [.. table.Columns.Select(column => memos.Contains(column, StringComparer.OrdinalIgnoreCase))];
        return table.Rows.Select(row => row.Select((cell, at) => unread[at] ? null : cell).ToArray());
    }

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && LastMillisecond().IsMatch(text) => Cell.Canonical(DateTime.Parse(text, CultureInfo.InvariantCulture).AddMilliseconds(1).ToString("s")),
        JsonValueKind.String => Cell.Canonical(value.GetString()),
        JsonValueKind.Object when value.TryGetProperty("iso", out JsonElement iso) => Cell.Canonical(iso.GetString()),
        JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        _ => Cell.Canonical(value.GetRawText()),
    };

    /// <summary>FoxPro knows whole seconds; its arithmetic leaves some a millisecond short.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.999000$")]
    private static partial Regex LastMillisecond();
}
