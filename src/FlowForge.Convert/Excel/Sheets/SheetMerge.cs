using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Joins the tables of several sheets that have equal headers, in whatever order their columns stand.</summary>
internal static class SheetMerge
{
    /// <summary>The joined tables first, called as the workbook; then the sheets that are alone with their header, as they were.</summary>
    public static IReadOnlyList<TableReader> Join(string workbook, IReadOnlyList<SheetTables> sheets)
    {
        List<Group> groups = Groups(sheets);
        var readers = new List<TableReader>();
        foreach (Group group in groups.Where(group => group.Members.Count > 1))
        {
            readers.Add(new MergedSheetsReader(workbook, [.. group.Members.Select(member => Member(group.Header, member))]));
            foreach ((SheetTables tables, int area) in group.Members) tables.Drop(area);
        }

        readers.AddRange(sheets.Where(tables => tables.HasAny).Select(tables => tables.Reader()));
        return readers;
    }

    private static List<Group> Groups(IReadOnlyList<SheetTables> sheets)
    {
        var groups = new List<Group>();
        foreach (SheetTables tables in sheets)
        {
            for (int area = 0; area < tables.Layout.Areas.Count; area++)
            {
                if (!tables.Has(area) || tables.Layout.Areas[area].HeaderRow is null) continue;
                string[] header = Header(tables.Layout.Areas[area].Table!);
                Group? group = groups.Find(other => other.Takes(header));
                if (group is null) groups.Add(group = new Group(header));
                group.Members.Add((tables, area));
            }
        }

        return groups;
    }

    /// <summary>Normalised names; repeated and blank ones told apart by their turn, so that the second goes to the second.</summary>
    private static string[] Header(SourceTable table)
    {
        var turns = new Dictionary<string, int>();
        return [.. table.Columns.Select(column =>
        {
            string name = SheetNames.Normalise(column.Name);
            int turn = turns[name] = turns.GetValueOrDefault(name) + 1;
            return $"{name}\n{turn}";
        })];
    }

    private static MergedSheetsReader.Member Member(string[] joined, (SheetTables Tables, int Area) member)
    {
        string[] header = Header(member.Tables.Layout.Areas[member.Area].Table!);
        int[] columns = [.. header.Select(name => Array.IndexOf(joined, name))];
        return new MergedSheetsReader.Member(member.Tables.Layout, member.Area, columns, member.Tables.Findings);
    }

    private sealed class Group(string[] header)
    {
        public string[] Header { get; } = header;

        public List<(SheetTables Tables, int Area)> Members { get; } = [];

        public bool Takes(string[] other) => other.Length == Header.Length && other.All(Header.Contains);
    }
}
