namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Finds the row that names the columns among the first rows of an area.</summary>
internal static class HeaderFinder
{
    private const int MaxRowsAbove = 30;
    private const int MaxNameLength = 255;

    // A header names most columns; what is much narrower above it is a title.
    private const double WideShare = 0.6;

    /// <summary>The index of the header in <paramref name="rows"/>; -1 when the first row is data.</summary>
    /// <param name="rows">The first rows that hold something, ascending.</param>
    /// <param name="declared">What the user says; null: decide.</param>
    public static int Find(IReadOnlyList<ScannedRow> rows, bool? declared)
    {
        if (declared == false || rows.Count == 0) return -1;
        int wide = PassGroups(rows, FirstWideRow(rows));
        if (declared == true) return wide;
        return LooksLikeHeader(rows, wide) ? wide : -1;
    }

    /// <summary>A header that the values below it bear out: text over a column that is mostly not text.</summary>
    public static bool IsProven(IReadOnlyList<ScannedRow> rows, int header)
    {
        var columns = new Dictionary<int, (int Values, int Typed)>();
        foreach (ScannedCell name in rows[header].Cells)
            if (name.Kind == CellKind.Text) columns[name.Column] = default;
        for (int i = header + 1; i < rows.Count; i++)
        {
            foreach (ScannedCell cell in rows[i].Cells)
            {
                if (cell.Kind == CellKind.Missing || !columns.TryGetValue(cell.Column, out (int Values, int Typed) seen)) continue;
                columns[cell.Column] = (seen.Values + 1, seen.Typed + (cell.Kind == CellKind.Text ? 0 : 1));
            }
        }

        return columns.Values.Any(seen => seen.Typed > 0 && seen.Typed * 2 >= seen.Values);
    }

    private static int FirstWideRow(IReadOnlyList<ScannedRow> rows)
    {
        int[] widths = [.. rows.Select(row => row.Cells.Count)];
        int[] sorted = [.. widths.Order()];
        double needed = WideShare * sorted[(int)(0.75 * (sorted.Length - 1))];
        for (int i = 0; i < Math.Min(rows.Count, MaxRowsAbove); i++)
            if (widths[i] >= needed) return i;
        return 0;
    }

    /// <summary>Names of groups of columns stand above the columns' own names, which are more.</summary>
    private static int PassGroups(IReadOnlyList<ScannedRow> rows, int index)
    {
        const double MoreShare = 1.5;
        while (index + 1 < Math.Min(rows.Count, MaxRowsAbove)
            && rows[index + 1].Cells.Count >= MoreShare * rows[index].Cells.Count
            && rows[index].Cells.All(IsLabel) && rows[index + 1].Cells.All(IsLabel))
        {
            index++;
        }

        return index;
    }

    private static bool LooksLikeHeader(IReadOnlyList<ScannedRow> rows, int index)
    {
        ScannedRow row = rows[index];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int texts = 0;
        foreach (ScannedCell cell in row.Cells)
        {
            if (!IsLabel(cell)) return false;
            if (cell.Kind == CellKind.Text) texts++;
            names.Add(SheetNames.OfHeader(cell));
        }

        if (texts == 0 || names.Count * 2 < row.Cells.Count) return false;
        if (index + 1 == rows.Count) return row.Cells.Count > 1 && names.Count == row.Cells.Count;
        if (texts < row.Cells.Count) return !HasLabelBelow(rows, index);
        if (IsProven(rows, index)) return true;
        return names.Count == row.Cells.Count && NamesAllColumns(rows, index) && !RecursBelow(rows, index);
    }

    /// <summary>Text, or a number such as heads a column: a year, a month, a small integer.</summary>
    private static bool IsLabel(ScannedCell cell) => cell.Kind switch
    {
        CellKind.Text => cell.Text.Length <= MaxNameLength && !string.IsNullOrWhiteSpace(cell.Text),
        CellKind.Number => cell.Value is >= 1_900 and <= 2_100 && cell.Value == Math.Floor(cell.Value),
        CellKind.Date => true,
        CellKind.Time or CellKind.Boolean or CellKind.Missing => false,
    };

    /// <summary>Years below years are values, as below a name they would be.</summary>
    private static bool HasLabelBelow(IReadOnlyList<ScannedRow> rows, int index)
    {
        var labels = rows[index].Cells.Where(cell => cell.Kind != CellKind.Text).Select(cell => cell.Column).ToHashSet();
        return rows.Skip(index + 1).SelectMany(row => row.Cells).Any(cell => cell.Kind != CellKind.Text && labels.Contains(cell.Column) && IsLabel(cell));
    }

    /// <summary>Every column below has a name, but for the corner above the labels of the rows.</summary>
    private static bool NamesAllColumns(IReadOnlyList<ScannedRow> rows, int index)
    {
        var named = rows[index].Cells.Select(cell => cell.Column).ToHashSet();
        int[] below = [.. rows.Skip(index + 1).SelectMany(row => row.Cells).Select(cell => cell.Column).Distinct().Order()];
        int unnamed = below.Count(column => !named.Contains(column));
        return unnamed == 0 || (unnamed == 1 && below.Length > 2 && !named.Contains(below[0]));
    }

    /// <summary>A name that is also a value of its column is more likely a value.</summary>
    private static bool RecursBelow(IReadOnlyList<ScannedRow> rows, int index)
    {
        var names = new Dictionary<int, string>();
        foreach (ScannedCell cell in rows[index].Cells) names[cell.Column] = cell.Text;
        return rows.Skip(index + 1).SelectMany(row => row.Cells)
            .Any(cell => cell.Kind == CellKind.Text && names.TryGetValue(cell.Column, out string? name) && name == cell.Text);
    }
}
