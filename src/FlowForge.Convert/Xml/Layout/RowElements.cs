using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>Decides which elements are rows of tables, and which are prose that is kept as XML.</summary>
internal static class RowElements
{
    /// <summary>The longest content that is taken for prose: a value of one cell.</summary>
    internal const long MaxProseBytes = 1 << 20;

    /// <summary>Elements of one kind in a row of another from which on they are rows of their own: a list of so many would make huge values.</summary>
    private const long ManyInOne = 100;

    /// <summary>The share of an element's values that what repeats inside must have to be the row instead of it.</summary>
    private const double MostOfTheValues = 0.8;

    /// <summary>Whether elements of this path hold running text with markup in it, rather than fields with some stray text between.</summary>
    internal static bool IsProse(XmlPath path) =>
        path.HasWordsBesideChildren && path.MixedPieces * 2 >= path.MixedChildren && path.LongestContent <= MaxProseBytes;

    /// <summary>Marks the rows: below <paramref name="root"/> every document, and what repeats in it as far as the strategy makes tables of it.</summary>
    internal static void Mark(XmlPath root, XmlStrategy strategy)
    {
        switch (strategy)
        {
            case XmlStrategy.Flat:
                MarkChildren(root, path => path.Parent == root || path.Repeats, always: true);
                break;
            case XmlStrategy.Nested:
                MarkChildren(root, path => path.Parent == root || path.Repeats, always: false);
                break;
            case XmlStrategy.Text:
                Main(root).IsRow = true;
                break;
        }
    }

    /// <summary>Marks the rows that a person named: the children of <paramref name="root"/>, and in flat tables what repeats in them.</summary>
    internal static void MarkNamed(XmlPath root, XmlStrategy strategy)
    {
        foreach (XmlPath row in root.Children)
        {
            row.IsRow = row.Repeats = true;
            if (strategy == XmlStrategy.Flat) MarkChildren(row, path => path.Repeats, always: true);
        }
    }

    /// <summary>The rows that are in no other row, once they are marked.</summary>
    internal static IEnumerable<XmlPath> Outermost(XmlPath path) => path.IsRow ? [path] : path.Children.SelectMany(Outermost);

    private static void MarkChildren(XmlPath path, Func<XmlPath, bool> isRow, bool always)
    {
        path.IsProse = path.Parent is not null && IsProse(path);
        if (path.IsProse) return;
        foreach (XmlPath child in path.Children)
        {
            child.IsRow = isRow(child);
            // Below a nested row only what is too many for a list becomes rows again.
            bool listsFollow = !always && child.IsRow && child.Repeats;
            if (!listsFollow) MarkChildren(child, isRow, always);
            else if (ManyIn(child) is { } many) MarkTo(child, many);
            else MarkProse(child);
        }
    }

    private static void MarkTo(XmlPath row, XmlPath inner)
    {
        MarkProse(row);
        inner.IsRow = true;
        if (ManyIn(inner) is { } further) MarkTo(inner, further);
    }

    private static void MarkProse(XmlPath path)
    {
        path.IsProse = IsProse(path);
        if (path.IsProse) return;
        foreach (XmlPath child in path.Children) MarkProse(child);
    }

    /// <summary>The most repeated path that carries the most data; the document when nothing repeats.</summary>
    private static XmlPath Main(XmlPath root)
    {
        XmlPath main = Heaviest(root.Children);
        if (!main.Repeats) main = Heaviest(Topmost(main), main);
        while (ManyIn(main) is { } many) main = many;
        return main;
    }

    /// <summary>What repeats inside so often, and carries so much of it, that it is the better row.</summary>
    private static XmlPath? ManyIn(XmlPath row)
    {
        foreach (XmlPath path in Topmost(row))
            if (path.Count >= ManyInOne * row.Count && path.Values >= MostOfTheValues * row.Values)
                return path;
        return null;
    }

    /// <summary>What repeats below a path, not below something else that repeats.</summary>
    private static IEnumerable<XmlPath> Topmost(XmlPath path)
    {
        if (IsProse(path)) yield break;
        foreach (XmlPath child in path.Children)
        {
            if (child.Repeats)
            {
                yield return child;
                continue;
            }
            foreach (XmlPath inner in Topmost(child)) yield return inner;
        }
    }

    private static XmlPath Heaviest(IEnumerable<XmlPath> paths, XmlPath? otherwise = null)
    {
        XmlPath? heaviest = null;
        foreach (XmlPath path in paths)
            if (heaviest is null || path.Values > heaviest.Values)
                heaviest = path;
        return heaviest ?? otherwise!;
    }
}
