namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Rows that belong together, and which of them names the columns.</summary>
/// <param name="Rows">At least one, ascending.</param>
/// <param name="Header">Index of the header in <paramref name="Rows"/>; -1 for none. What stands above it is not data.</param>
/// <param name="LastRow">The last row of the sheet that is the block's, seen or not.</param>
internal sealed record RowBlock(IReadOnlyList<ScannedRow> Rows, int Header, int LastRow)
{
    // Fewer rows or names than this say too little to take a sheet apart for.
    private const int MinRows = 3;
    private const int MinNames = 2;

    // A block of titles may look like a header over a few values, but is not filled like a table.
    private const double NamedShare = 0.75;
    private const double FilledShare = 0.8;

    /// <summary>Takes stacked tables apart: blank rows between them, and a header over each that its values bear out and no other has.</summary>
    /// <remarks>Only a sheet that was seen whole: in a long one the same shapes are gaps and totals of one table.</remarks>
    /// <returns>The blocks from top to bottom; a single one or none when the sheet is one table.</returns>
    public static IReadOnlyList<RowBlock> Split(SheetScan scan)
    {
        if (!scan.IsComplete || scan.IsOutOfOrder) return [];
        var blocks = new List<RowBlock>();
        foreach (ScannedRow[] rows in Runs(scan.Rows))
        {
            int header = HeaderFinder.Find(rows, declared: null);
            bool isTable = header >= 0 && IsTable(rows, header);
            if (blocks.Count == 0)
            {
                if (!isTable) return [];
                blocks.Add(new RowBlock(rows, header, CellSink.MaxRows));
            }
            else if (isTable && !blocks.Any(block => block.HasSameNames(rows[header])))
            {
                blocks[^1] = blocks[^1] with { LastRow = rows[0].Number - 1 };
                blocks.Add(new RowBlock(rows, header, CellSink.MaxRows));
            }
            else
            {
                blocks[^1] = blocks[^1] with { Rows = [.. blocks[^1].Rows, .. rows] };
            }
        }

        return blocks;
    }

    private static bool IsTable(ScannedRow[] rows, int header)
    {
        int names = rows[header].Cells.Count;
        int columns = rows.Skip(header).SelectMany(row => row.Cells).Select(cell => cell.Column).Distinct().Count();
        int cells = rows.Skip(header).Sum(row => row.Cells.Count);
        bool isFilled = cells >= FilledShare * columns * (rows.Length - header);
        return rows.Length - header >= MinRows && names >= MinNames && names >= NamedShare * columns && isFilled && HeaderFinder.IsProven(rows, header);
    }

    private bool HasSameNames(ScannedRow other) =>
        Rows[Header].Cells.Select(SheetNames.OfHeader).SequenceEqual(other.Cells.Select(SheetNames.OfHeader), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<ScannedRow[]> Runs(IReadOnlyList<ScannedRow> rows)
    {
        int first = 0;
        for (int i = 1; i <= rows.Count; i++)
        {
            if (i < rows.Count && rows[i].Number == rows[i - 1].Number + 1) continue;
            yield return [.. rows.Skip(first).Take(i - first)];
            first = i;
        }
    }
}
