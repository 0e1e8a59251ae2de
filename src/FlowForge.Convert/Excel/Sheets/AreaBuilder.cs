using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Makes areas out of what a scan saw.</summary>
internal sealed class AreaBuilder(Sheet sheet, SheetScan scan)
{
    /// <summary>The fact of a table that holds the lines above its header.</summary>
    public const string AboveFact = "above";

    private const int MaxAboveRows = 30;
    private const int MaxAboveLength = 4_000;

    /// <summary>A table, and an area for what stands above its header.</summary>
    public List<SheetArea> Block(string name, RowBlock block, NamedTable? named)
    {
        // Rows that come later may still belong above a header that was found in a disordered sheet.
        if (scan.IsOutOfOrder && !scan.IsComplete && block.Header > 0) block = block with { Header = -1 };
        int header = Math.Max(block.Header, 0);
        ScannedRow[] above = [.. block.Rows.Take(header)], rows = [.. block.Rows.Skip(header)];
        int[] columns = scan.IsComplete || !scan.IsWhole ? ColumnsOf(rows) : [.. scan.Columns];
        string? title = above.Length > 0 && IsTitle(above) ? TextOf(above) : null;
        int first = above.Length > 0 ? rows[0].Number : 0;
        var areas = new List<SheetArea> { Area(name, rows, block.Header >= 0, first, block.LastRow, columns, named, title) };
        if (title is not null) areas.Add(new SheetArea(above[0].Number, first - 1, HeaderRow: null, ColumnsOf(above), Table: null));
        else if (above.Length > 0) areas.Add(Area($"{name}_2", above, hasHeader: false, above[0].Number, first - 1, ColumnsOf(above)));
        return areas;
    }

    public SheetArea NamedTable(NamedTable table, bool hasHeader)
    {
        ScannedRow[] rows = [.. Kept((row, column) => table.Range.Contains(row, column))];
        int[] columns = scan.IsComplete || !scan.IsWhole ? ColumnsOf(rows) : [.. scan.Columns.Where(table.Range.HasColumn)];
        return Area(table.Name, rows, hasHeader, table.Range.FirstRow, table.Range.LastRow, columns, table);
    }

    /// <summary>What stands beside, above and below the named tables; null when nothing does.</summary>
    public SheetArea? Rest(string name, IReadOnlyList<NamedTable> named)
    {
        ScannedRow[] rows = [.. Kept((row, column) => !named.Any(table => table.Range.Contains(row, column)))];
        if (rows.Length == 0 && scan.IsComplete) return null;
        int[] columns = scan.IsComplete || !scan.IsWhole ? ColumnsOf(rows) : [.. scan.Columns];
        return Area(name, rows, hasHeader: false, 0, CellSink.MaxRows, columns);
    }

    private SheetArea Area(
        string name, ScannedRow[] rows, bool hasHeader, int first, int last, int[] columns, NamedTable? named = null, string? title = null)
    {
        var names = new Dictionary<int, string>();
        if (hasHeader)
            foreach (ScannedCell cell in rows[0].Cells) names.TryAdd(cell.Column, SheetNames.OfHeader(cell));
        SourceColumn[] table = [.. columns.Select(column => new SourceColumn(names.GetValueOrDefault(column, "")) { Inference = TextInference.None })];
        return new SheetArea(first, last, hasHeader ? rows[0].Number : null, columns, new SourceTable(name, table)
        {
            ExactRows = scan.IsComplete && !scan.IsOutOfOrder ? rows.Length - (hasHeader ? 1 : 0) : null,
            Facts = Facts(rows, columns, named, title),
        });
    }

    private Dictionary<string, string> Facts(ScannedRow[] rows, int[] columns, NamedTable? named, string? title)
    {
        var facts = new Dictionary<string, string> { ["sheet"] = sheet.Name };
        if (sheet.Visibility != SheetVisibility.Visible) facts["visibility"] = sheet.Visibility == SheetVisibility.Hidden ? "hidden" : "veryHidden";
        if (named is not null) facts["table"] = named.Name;
        else if (sheet.NamedTables.Count > 0) facts["tables"] = string.Join(", ", sheet.NamedTables.Select(table => table.Name));
        if (scan.IsComplete && rows.Length > 0) facts["range"] = new CellRange(rows[0].Number, columns[0], rows[^1].Number, columns[^1]).ToString();
        if (title is not null) facts[AboveFact] = title;
        return facts;
    }

    private IEnumerable<ScannedRow> Kept(Func<int, int, bool> predicate)
    {
        foreach (ScannedRow row in scan.Rows)
        {
            var kept = new ScannedRow(row.Number);
            kept.Cells.AddRange(row.Cells.Where(cell => predicate(row.Number, cell.Column)));
            if (kept.Cells.Count > 0) yield return kept;
        }
    }

    /// <summary>Mostly text, and short enough to be told with the table below.</summary>
    private static bool IsTitle(ScannedRow[] rows) => rows.Length <= MaxAboveRows
        && rows.Sum(row => row.Cells.Count(cell => cell.Kind == CellKind.Text)) * 2 >= rows.Sum(row => row.Cells.Count)
        && rows.All(row => row.Cells.All(cell => cell.Text.Length < SheetScan.MaxTextLength))
        && TextOf(rows).Length <= MaxAboveLength;

    /// <summary>A line a row, a tab between cells.</summary>
    private static string TextOf(ScannedRow[] rows) =>
        string.Join('\n', rows.Select(row => string.Join('\t', row.Cells.OrderBy(cell => cell.Column).Select(SheetNames.OfHeader))));

    private static int[] ColumnsOf(IReadOnlyList<ScannedRow> rows) =>
        [.. rows.SelectMany(row => row.Cells).Select(cell => cell.Column).Distinct().Order()];
}
