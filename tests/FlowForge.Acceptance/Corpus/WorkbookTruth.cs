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

        int errors = 0;
        string? difference = null;
        foreach (string name in readers.SelectMany(reader => expected.GetProperty(reader).GetProperty("sheets").EnumerateArray().Select(sheet => sheet.GetProperty("name").GetString()!)).Distinct())
        {
            JsonElement[] views = [.. readers.SelectMany(reader => expected.GetProperty(reader).GetProperty("sheets").EnumerateArray().Where(sheet => sheet.GetProperty("name").GetString() == name))];
            int[] counts = [.. views.Where(view => view.TryGetProperty("cells", out _)).Select(view => view.GetProperty("cells").GetInt32())];
            if (counts.Count(count => count > 0) * 2 <= counts.Length) continue;
            difference ??= JudgeSheet(name, views, counts, converted, ref errors);
        }
        return difference is null ? Verdict.Equal : Verdict.Different(difference);
    }

    private static string? JudgeSheet(string name, JsonElement[] views, int[] counts, Converted converted, ref int errors)
    {
        string?[][] rows = [.. converted.Tables.SelectMany(table => table.RowsWithHeader)];
        GridMatch? best = null;
        foreach (JsonElement view in views)
        {
            if (!view.TryGetProperty("first_rows", out JsonElement first)) continue;
            List<string?[]> grid = [.. first.EnumerateArray().Select(row => row.EnumerateArray().Select(Value).ToArray())];
            errors = Math.Max(errors, first.EnumerateArray().Sum(row => row.EnumerateArray().Count(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("error", out _))));
            GridMatch match = GridMatch.Of(grid, rows);
            if (best is null || match.Missing + match.Moved < best.Missing + best.Moved) best = match;
        }
        // With several tables a short row may say the same as one of another sheet: only a single table can show that columns moved.
        if (best is { Missing: > 0 } || (best is { Moved: > 0 } && converted.Tables.Count == 1)) return $"sheet {name}: {best.Missing} of the first {best.Rows} rows missing, {best.Moved} columns moved; {best.Sample}";

        // Cells of all sheets together: which table came from which sheet is the conversion's own choice.
        if (views.Length == 0 || counts.Length == 0 || converted.Tables.Count != 1) return null;
        int cells = rows.Sum(row => row.Count(cell => cell is not null));
        int generated = converted.Tables[0].Columns.Count(column => column.StartsWith("column_", StringComparison.Ordinal) || char.IsDigit(column[^1]));
        return counts.Any(count => cells <= count + generated && cells >= count - (count / 500) - generated - CountErrors(converted)) ? null : $"sheet {name}: {cells} cells, others count {string.Join('/', counts)}";
    }

    private static int CountErrors(Converted converted) =>
        (int)converted.Report!.Warnings.Where(warning => warning.Id.Contains("error", StringComparison.Ordinal) || warning.Id.Contains("formula", StringComparison.Ordinal)).Sum(warning => warning.Count);

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
