using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Decides which parts of a sheet are tables, where their names stand, and where every other cell goes. No cell is left over.</summary>
/// <remarks>
/// A sheet is one table unless it says otherwise: named tables one above the other, or stacked blocks that each prove to be a table.
/// What stands side by side stays together, as a row of the sheet is a row; named tables there are taken apart when asked for by name.
/// Title lines above the header become a fact of the table; anything richer above it becomes a table of its own.
/// </remarks>
internal static class LayoutFinder
{
    /// <summary>The sheet's areas; none when it holds no cell.</summary>
    /// <param name="header">What the user says about headers; null: decide.</param>
    /// <param name="isNamedTableWanted">A named table of the sheet was asked for, and not the sheet.</param>
    public static SheetLayout Find(Sheet sheet, SheetScan scan, bool? header, bool isNamedTableWanted)
    {
        if (scan.Rows.Count == 0) return new SheetLayout(sheet, []);
        NamedTable[] named = [.. SeenNamedTables(sheet, scan)];
        if (isNamedTableWanted || (named.Length > 1 && AreStacked(named))) return new SheetLayout(sheet, AroundNamedTables(sheet, scan, named, header));
        IReadOnlyList<RowBlock> blocks = named.Length == 0 && header is null ? RowBlock.Split(scan) : [];
        return new SheetLayout(sheet, blocks.Count > 1 ? Stacked(sheet, scan, blocks) : OneTable(sheet, scan, named is [var only] ? only : null, header));
    }

    /// <summary>Those whose first row was seen and that do not cover each other.</summary>
    private static List<NamedTable> SeenNamedTables(Sheet sheet, SheetScan scan)
    {
        var seen = new List<NamedTable>();
        foreach (NamedTable table in sheet.NamedTables)
        {
            bool hasFirstRow = scan.Rows.Any(row => row.Number == table.Range.FirstRow && row.Cells.Any(cell => table.Range.HasColumn(cell.Column)));
            if (hasFirstRow && !seen.Any(other => other.Range.Overlaps(table.Range))) seen.Add(table);
        }

        return seen;
    }

    private static bool AreStacked(NamedTable[] named)
    {
        CellRange[] ranges = [.. named.Select(table => table.Range).OrderBy(range => range.FirstRow)];
        for (int i = 1; i < ranges.Length; i++)
            if (ranges[i].FirstRow <= ranges[i - 1].LastRow) return false;
        return true;
    }

    private static List<SheetArea> OneTable(Sheet sheet, SheetScan scan, NamedTable? named, bool? header)
    {
        int index = named is { HasHeader: true } && header != false
            ? IndexOfRow(scan.Rows, named.Range.FirstRow)
            : HeaderFinder.Find(scan.Rows, header);
        var block = new RowBlock(scan.Rows, index, CellSink.MaxRows);
        return new AreaBuilder(sheet, scan).Block(sheet.Name, block, named);
    }

    private static List<SheetArea> Stacked(Sheet sheet, SheetScan scan, IReadOnlyList<RowBlock> blocks)
    {
        var builder = new AreaBuilder(sheet, scan);
        return [.. blocks.SelectMany((block, i) => builder.Block(i == 0 ? sheet.Name : $"{sheet.Name}_{i + 1}", block, named: null))];
    }

    private static List<SheetArea> AroundNamedTables(Sheet sheet, SheetScan scan, NamedTable[] named, bool? header)
    {
        var builder = new AreaBuilder(sheet, scan);
        List<SheetArea> areas = [.. named.Select(table => builder.NamedTable(table, hasHeader: table.HasHeader && header != false))];
        SheetArea? rest = builder.Rest(sheet.Name, named);
        if (rest is not null) areas.Add(rest);
        return areas;
    }

    private static int IndexOfRow(IReadOnlyList<ScannedRow> rows, int number)
    {
        for (int i = 0; i < rows.Count; i++)
            if (rows[i].Number == number) return i;
        return -1;
    }
}
