using System.Text.Json;

namespace FlowForge.Acceptance.Corpus;

/// <summary>Workbooks: first rows and cell counts of each sheet as three other readers recorded them. Each sheet must agree with one of them.</summary>
internal static class WorkbookTruth
{
    private static readonly string[] s_readers = ["calamine", "py", "sheetjs"];

    internal static Verdict Judge(CorpusFile file, Converted converted)
    {
        JsonElement expected = file.Expected;
        string[] readers = [.. s_readers.Where(reader => expected.TryGetProperty(reader, out JsonElement said) && said.TryGetProperty("sheets", out JsonElement sheets) && sheets.GetArrayLength() > 0)];
        if (readers.Length < 2) return Verdict.Unreadable(converted);
        bool empty = readers.Count(reader => expected.GetProperty(reader).GetProperty("sheets").EnumerateArray().All(sheet => !sheet.TryGetProperty("cells", out JsonElement cells) || cells.GetInt32() == 0)) * 2 > readers.Length;
        if (converted.Refusal is not null) return empty ? Verdict.RightlyRefused : Verdict.Different("refused: " + converted.Refusal.Message);

        string? difference = null;
        HashSet<string> charts = [.. Sheets(expected, "calamine").Where(sheet => sheet.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "ChartSheet").Select(sheet => sheet.GetProperty("name").GetString()!)];
        foreach (string name in readers.SelectMany(reader => Sheets(expected, reader).Select(sheet => sheet.GetProperty("name").GetString()!)).Distinct().Except(charts))
        {
            JsonElement[] views = [.. readers.SelectMany(reader => Sheets(expected, reader).Where(sheet => sheet.GetProperty("name").GetString() == name))];
            int[] counts = [.. views.Where(view => view.TryGetProperty("cells", out _)).Select(view => view.GetProperty("cells").GetInt32())];
            if (counts.Count(count => count > 0) * 2 <= counts.Length) continue;
            difference ??= JudgeSheet(name, views, counts, converted);
        }
        return difference is null ? Verdict.Equal : Verdict.Different(difference);
    }

    private static IEnumerable<JsonElement> Sheets(JsonElement expected, string reader) =>
        expected.TryGetProperty(reader, out JsonElement said) && said.TryGetProperty("sheets", out JsonElement sheets) ? sheets.EnumerateArray() : Enumerable.Empty<JsonElement>();

    private static string? JudgeSheet(string name, JsonElement[] views, int[] counts, Converted converted)
    {
        string?[][] heads = [.. converted.Tables.SelectMany(table => table.Titles.Append(table.Header))];
        string?[][] rows = [.. converted.Tables.SelectMany(table => table.RowsWithHeader.Skip(table.Titles.Length))];
        GridMatch? best = null;
        bool blanks = false;
        foreach (JsonElement view in views)
        {
            if (!view.TryGetProperty("first_rows", out JsonElement first)) continue;
            List<string?[]> grid = [.. first.EnumerateArray().Select(row => row.EnumerateArray().Select(Value).ToArray())];
            blanks |= HasBlankTexts(first, tellsNull: !view.TryGetProperty("kind", out _));
            GridMatch match = GridMatch.Of(grid, rows, heads);
            if (best is null || match.Missing + match.Moved < best.Missing + best.Moved) best = match;
        }
        // With several tables a short row may say the same as one of another sheet: only a single table can show that columns moved.
        if (best is { Missing: > 0 } || (best is { Moved: > 0 } && converted.Tables.Count == 1)) return $"sheet {name}: {best.Missing} of the first {best.Rows} rows missing, {best.Moved} columns moved; {best.Sample}";

        // A sheet without first rows is one that a single reader calls by this name: its cells are counted under the other.
        if (best is null) return null;

        // Cells of all sheets together: which table came from which sheet is the conversion's own choice.
        if (views.Length == 0 || counts.Length == 0 || converted.Tables.Count != 1) return null;
        int cells = rows.Concat(converted.Tables[0].Titles).Sum(row => row.Count(cell => cell is not null));
        int generated = converted.Tables[0].Columns.Count(column => column.StartsWith("column_", StringComparison.Ordinal) || char.IsDigit(column[^1]));
        int nulls = Errors(views) + CountNulls(converted);
        // Texts of blanks alone are cells to the others and nulls here: the rows recorded show that there are some, not how many.
        return counts.Any(count => cells <= count + generated && (blanks || cells >= count - (count / 500) - generated - nulls)) ? null : $"sheet {name}: {cells} cells, others count {string.Join('/', counts)}";
    }

    /// <summary>A text of blanks; an empty one too from a reader that says null for no cell at all, as all do but calamine.</summary>
    private static bool HasBlankTexts(JsonElement rows, bool tellsNull) => rows.EnumerateArray().Any(row => row.EnumerateArray().Any(cell =>
        cell.ValueKind == JsonValueKind.String && cell.GetString()! is var text && string.IsNullOrWhiteSpace(text) && (tellsNull || text.Length > 0)));

    /// <summary>Cells that hold an error value, as a reader that tells cells by type counted them or as the first rows show them.</summary>
    private static int Errors(JsonElement[] views) => views.Max(view =>
        view.TryGetProperty("types", out JsonElement types) && types.TryGetProperty("e", out JsonElement errors) ? errors.GetInt32()
        : view.TryGetProperty("first_rows", out JsonElement rows) ? rows.EnumerateArray().Sum(row => row.EnumerateArray().Count(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("error", out _)))
        : 0);

    /// <summary>Cells that the conversion says it left out: null tokens.</summary>
    private static int CountNulls(Converted converted) =>
        (int)converted.Report!.Warnings.Where(warning => warning.Id is "null-tokens" || warning.Id.Contains("error", StringComparison.Ordinal) || warning.Id.Contains("formula", StringComparison.Ordinal)).Sum(warning => warning.Count);

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Cell.Canonical(value.GetString()),
        JsonValueKind.Number => Cell.Canonical(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object when value.TryGetProperty("iso", out JsonElement iso) => Cell.Canonical(iso.GetString()),
        JsonValueKind.Object when value.TryGetProperty("duration_s", out JsonElement seconds) => Cell.Canonical(Convert.Typing.ValueText.OfTime((long)Math.Round(seconds.GetDouble() * 1_000) * 1_000)),
        _ => null,
    };
}
