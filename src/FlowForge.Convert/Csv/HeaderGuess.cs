using System.Text;

namespace FlowForge.Convert.Csv;

/// <summary>Whether a row holds the names of the columns: is it unlike what stands below it?</summary>
internal static class HeaderGuess
{
    private const int MaxBody = 200;

    /// <summary>True for a row of names.</summary>
    /// <param name="body">The rows below; may be empty.</param>
    public static bool IsHeader(SampleRow row, IReadOnlyList<SampleRow> body)
    {
        if (row.Filled == 0) return false;
        SampleRow[] below = [.. body.Where(other => !other.IsBlank).Take(MaxBody)];
        int votes = 0;
        for (int column = 0; column < row.Cells.Length; column++) votes += Vote(row.Cells, column, below);
        return votes != 0 ? votes > 0 : LooksLikeNames(row, below);
    }

    /// <summary>1: a word above numbers or dates. -1: a number or date above its like, or words that recur below. 0: it tells nothing.</summary>
    private static int Vote(string[] cells, int column, SampleRow[] below)
    {
        CellKind kind = KindOf(cells[column]);
        if (kind == CellKind.Empty) return 0;
        int filled = 0, typed = 0, same = 0;
        foreach (SampleRow row in below)
        {
            if (column >= row.Cells.Length || KindOf(row.Cells[column]) is var its && its == CellKind.Empty) continue;
            filled++;
            if (KindOf(row.Cells[column]).IsTyped) typed++;
            if (row.Cells[column] == cells[column]) same++;
        }
        if (filled == 0) return kind.IsTyped && !IsYear(cells[column]) ? -1 : 0;
        bool isTypedColumn = typed >= 0.8 * filled;
        if (kind.IsTyped) return IsYear(cells[column]) ? 0 : -1;
        if (isTypedColumn) return 1;
        // The same word again, once in a repeated header but not all the time, is a value.
        return same > 1 && same >= 0.05 * filled ? -1 : 0;
    }

    /// <summary>Where all is text: names are there for every column, each once, and short.</summary>
    private static bool LooksLikeNames(SampleRow row, SampleRow[] below)
    {
        if (below.Length == 0 && row.Cells.Length < 2) return false;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string cell in row.Cells.Take(row.Width))
        {
            if (!string.IsNullOrWhiteSpace(cell) && !names.Add(cell.Trim())) return false;
            if (KindOf(cell).IsTyped && !IsYear(cell)) return false;
            if (cell.Length > 200 || cell.Contains("://", StringComparison.Ordinal) || cell.Contains('@', StringComparison.Ordinal)) return false;
        }
        return row.Filled >= 0.5 * row.Cells.Length;
    }

    private static bool IsYear(string cell) => int.TryParse(cell.Trim(), out int year) && year is >= 1900 and <= 2100;

    private static CellKind KindOf(string cell) => CellKinds.Of(Encoding.UTF8.GetBytes(cell.Trim()));
}
