using FlowForge.Convert.Conversion;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>The tables that the marked rows make: the heaviest first, each followed by those inside it, the documents' own values last.</summary>
internal sealed class XmlLayout
{
    /// <summary>Tables of one input. Each is written at the same time as the others.</summary>
    internal const int MaxTables = 500;

    private readonly string _file;
    private readonly StepNames _names;
    private readonly IColumnShape _shape;
    private readonly List<XmlTable> _tables = [];

    private XmlLayout(string file, StepNames names, IColumnShape shape) => (_file, _names, _shape) = (file, names, shape);

    /// <summary>Lays out everything below <paramref name="root"/>, whose rows are marked.</summary>
    internal static IReadOnlyList<XmlTable> Of(XmlPath root, string file, StepNames names, IColumnShape shape)
    {
        var layout = new XmlLayout(file, names, shape);
        foreach (XmlPath child in root.Children) layout.Find(child, null);
        return layout.Finish();
    }

    /// <summary>Makes tables of the rows at and below a path.</summary>
    private void Find(XmlPath path, XmlTable? outer)
    {
        if (path.IsRow)
        {
            if (_tables.Count == MaxTables) throw TooMany("tables", MaxTables);
            outer = path.Table = new XmlTable(path, outer, _names.FullPath(path)) { Index = _tables.Count };
            _tables.Add(outer);
            _shape.AddColumns(outer, _names);
            if (outer.ColumnCount > 10_000) throw TooMany("columns in one table", 10_000);
        }
        if (path.IsProse) return;
        foreach (XmlPath child in path.Children) Find(child, outer);
    }

    private XmlTable[] Finish()
    {
        foreach (XmlTable table in _tables)
        {
            // A document of which nothing but rows of other tables was found is no table.
            while (table.Parent is { IsSingle: true, IsEmpty: true } single) table.Parent = single.Parent;
        }
        var kept = _tables.Where(table => !(table.IsSingle && table.IsEmpty)).ToList();
        foreach (XmlTable gone in _tables.Except(kept)) gone.Row.Table = null;
        foreach (XmlTable table in kept)
        {
            bool hasParentRowId = table.Parent is { IsSingle: false };
            bool isParent = !table.IsSingle && kept.Exists(other => other.Parent == table);
            table.ListsProse = _shape.ListsProse && HasProse(table.Row);
            table.Seal(hasParentRowId || isParent || (!table.IsSingle && table.ListsProse), hasParentRowId);
        }
        XmlTable[] ordered = [.. Ordered(kept)];
        string[] names = Names.OfTables(TableNames(ordered));
        for (int i = 0; i < ordered.Length; i++) (ordered[i].Index, ordered[i].Name) = (i, names[i]);
        return ordered;
    }

    private static IEnumerable<XmlTable> Ordered(List<XmlTable> tables)
    {
        XmlTable[] tops = [.. tables.Where(table => !table.IsSingle && table.Parent is null or { IsSingle: true }).OrderByDescending(table => table.Row.Values)];
        return [.. tops.SelectMany(top => Family(top, tables)), .. tables.Where(table => table.IsSingle)];
    }

    private static IEnumerable<XmlTable> Family(XmlTable table, List<XmlTable> tables) =>
        [table, .. tables.Where(child => child.Parent == table).SelectMany(child => Family(child, tables))];

    /// <summary>An element's name; where two tables would have the same, with the elements around it.</summary>
    private string[] TableNames(XmlTable[] tables)
    {
        string[] names = [.. tables.Select(table => _names.Of(table.Row))];
        XmlPath?[] outer = [.. tables.Select(table => table.Row.Parent)];
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (IGrouping<string, int> equal in Enumerable.Range(0, names.Length).GroupBy(i => names[i], StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).ToArray())
            {
                foreach (int i in equal)
                {
                    if (outer[i] is not { Parent: not null } around) continue;
                    names[i] = $"{_names.Of(around)}_{names[i]}";
                    outer[i] = around.Parent;
                    changed = true;
                }
            }
        }
        return names;
    }

    private static bool HasProse(XmlPath path)
    {
        if (path.IsProse) return true;
        foreach (XmlPath child in path.Children)
            if (!child.IsRow && HasProse(child))
                return true;
        return false;
    }

    private InputException TooMany(string what, int limit) => new("xml-limit", new Location(_file), $"the document has more than {limit:N0} {what}: it is a text or a deep structure rather than a table.",
        "Name the row element with --row-tag, or keep elements whole with --xml-strategy nested or text.");
}
