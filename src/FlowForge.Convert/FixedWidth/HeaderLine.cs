namespace FlowForge.Convert.FixedWidth;

/// <summary>Tells a line of names from a line of values.</summary>
internal static class HeaderLine
{
    private const int RowsLookedAt = 200;

    /// <summary>A first line without a digit in any cell, all different, above a column that has a digit in every cell.</summary>
    internal static bool IsHeader(FixedLayout layout, IReadOnlyList<byte[]> lines, int first)
    {
        if (first < 0 || first + 1 >= lines.Count) return false;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        bool telling = false;
        foreach (FixedColumn column in layout.Columns)
        {
            string name = Cells.TextOf(lines[first], column, layout.Unit);
            if (name.Length == 0 || !names.Add(name) || name.AsSpan().ContainsAnyInRange('0', '9')) return false;
            telling |= AllHaveDigits(layout, column, lines, first + 1);
        }
        return telling;
    }

    private static bool AllHaveDigits(FixedLayout layout, FixedColumn column, IReadOnlyList<byte[]> lines, int from)
    {
        int seen = 0;
        for (int i = from; i < lines.Count && seen < RowsLookedAt; i++)
        {
            ReadOnlySpan<byte> cell = Cells.Of(lines[i], column, layout.Unit);
            if (cell.IsEmpty) continue;
            if (!cell.ContainsAnyInRange((byte)'0', (byte)'9')) return false;
            seen++;
        }
        return seen > 0;
    }
}
