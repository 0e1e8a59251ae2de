using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Makes the tables of a workbook out of its sheets; the last step of opening .xlsx, .xls and .xlsb.</summary>
internal static class WorkbookTables
{
    /// <param name="sheets">The worksheets in the workbook's order.</param>
    /// <param name="warnings">Of this opening; findings made while reading go there too.</param>
    /// <exception cref="InputException">No sheet or table has a name that was asked for.</exception>
    public static IReadOnlyList<TableReader> Open(
        SourceFile file, IReadOnlyList<Sheet> sheets, ReadOptions options, Warnings warnings, CancellationToken cancellationToken)
    {
        var laid = new List<SheetTables>();
        foreach (Sheet sheet in sheets)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SheetScan scan = SheetScan.Of(sheet, options.Scan, cancellationToken);
            SheetLayout layout = LayoutFinder.Find(sheet, scan, options.Header, IsNamedTableWanted(sheet, options.Tables));
            if (layout.Areas.Count > 0) laid.Add(new SheetTables(layout, new SheetFindings(file.Name, sheet.Name, warnings), inPieces: !scan.IsWhole && !scan.IsOutOfOrder));
            TellLayout(file, layout, warnings);
        }

        if (options.Tables.Count > 0) Choose(file, sheets, laid, options.Tables);
        return options.MergeSheets ? SheetMerge.Join(file.BaseName, laid) : [.. laid.Where(tables => tables.HasAny).Select(tables => tables.Reader())];
    }

    private static bool IsNamedTableWanted(Sheet sheet, IReadOnlyList<string> wanted) =>
        wanted.Any(pattern => sheet.NamedTables.Any(table => NamePattern.Matches(pattern, table.Name)))
        && !wanted.Any(pattern => NamePattern.Matches(pattern, sheet.Name));

    /// <summary>What people would otherwise wonder about: a sheet without a table, lines that are no rows.</summary>
    private static void TellLayout(SourceFile file, SheetLayout layout, Warnings warnings)
    {
        var where = new Location(file.Name, Part: layout.Sheet.Name);
        if (layout.Areas.Count == 0) warnings.Add(new Diagnostic("excel-empty-sheet", Severity.Info, where, "The sheet is empty: no table."));
        foreach (SourceTable table in layout.Areas.Where(area => area.Table is not null).Select(area => area.Table!))
        {
            if (!table.Facts.TryGetValue(AreaBuilder.AboveFact, out string? above)) continue;
            string first = above.Split('\n')[0].Replace('\t', ' ');
            warnings.Add(new Diagnostic("excel-lines-above", Severity.Info, where,
                $"Lines above the header are told as a fact of the table, not as rows; the first is '{(first.Length > 80 ? first[..80] + "…" : first)}'."));
        }
    }

    /// <summary>Leaves only what was asked for: a sheet's name means all its tables.</summary>
    private static void Choose(SourceFile file, IReadOnlyList<Sheet> sheets, List<SheetTables> laid, IReadOnlyList<string> wanted)
    {
        foreach (string pattern in wanted)
        {
            bool isKnown = sheets.Any(sheet => NamePattern.Matches(pattern, sheet.Name));
            foreach (SheetTables tables in laid) isKnown |= tables.Want(pattern);
            if (!isKnown) throw NamePattern.NoSuchTable(pattern, sheets.Select(sheet => sheet.Name).Concat(laid.SelectMany(tables => tables.Names)), file.Name);
        }

        foreach (SheetTables tables in laid) tables.DropUnwanted();
    }
}

/// <summary>The tables of one sheet, and which of them are asked for.</summary>
/// <param name="inPieces">The rows seen ascend and more follow. A sheet that turned out otherwise is scanned whole, and then read as a whole.</param>
internal sealed class SheetTables(SheetLayout layout, SheetFindings findings, bool inPieces)
{
    private readonly bool[] _exists = [.. layout.Areas.Select(area => area.Table is not null)];
    private readonly bool[] _wanted = new bool[layout.Areas.Count];

    public SheetLayout Layout { get; } = layout;

    public SheetFindings Findings { get; } = findings;

    public bool HasAny => _exists.Contains(true);

    public IEnumerable<string> Names => Layout.Areas.Where(area => area.Table is not null).Select(area => area.Table!.Name);

    public bool Has(int area) => _exists[area];

    /// <summary>False when neither the sheet nor a table of it has such a name.</summary>
    public bool Want(string pattern)
    {
        bool isSheet = NamePattern.Matches(pattern, Layout.Sheet.Name), isAny = isSheet;
        for (int i = 0; i < _exists.Length; i++)
        {
            if (!_exists[i] || !(isSheet || NamePattern.Matches(pattern, Layout.Areas[i].Table!.Name))) continue;
            _wanted[i] = isAny = true;
        }

        return isAny;
    }

    public void DropUnwanted() => _wanted.CopyTo(_exists, 0);

    /// <summary>Takes a table out: it is read elsewhere.</summary>
    public void Drop(int area) => _exists[area] = false;

    public SheetTableReader Reader() => new(Layout, _exists, Findings, inPieces);
}
