using System.Text;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using static FlowForge.Explore.Reports.Markup;

namespace FlowForge.Explore.Reports;

/// <summary>Plots as SVG that takes its colours from the page. Each has a title, for those who do not see it.</summary>
internal static class Charts
{
    private const int Width = 320;
    private const int Height = 90;

    internal static string Histogram(NumberProfile number)
    {
        IReadOnlyList<long> counts = number.Histogram.Counts;
        if (counts.Count == 0) return "";
        string Label(int i) => $"{Number(number.Histogram.Edges[i])} to {Number(number.Histogram.Edges[i + 1])}: {Count(counts[i])}";
        return Bars([.. counts], Label, $"{Number(number.Min)}", $"{Number(number.Max)}", "distribution");
    }

    internal static string Series(TimeSeries series)
    {
        if (series.Counts.Count == 0) return "";
        return Bars(series.Counts, i => $"{series.PeriodStart(i):yyyy-MM-dd}: {Count(series.Counts[i])}", $"{series.Start:yyyy-MM-dd}", $"by {series.Unit.ToString().ToLowerInvariant()}, to {series.PeriodStart(series.Counts.Count - 1):yyyy-MM-dd}", "time line");
    }

    /// <summary>The most frequent values as horizontal bars.</summary>
    internal static string Values(ColumnProfile column)
    {
        ValueCount[] top = [.. column.Top.Take(6)];
        if (top.Length == 0) return "";
        const int Row = 17, Names = 124;
        long most = top[0].Count;
        var svg = Open(Width, top.Length * Row + 2, $"most frequent values of {column.Name}");
        for (int i = 0; i < top.Length; i++)
        {
            double length = Math.Max(1, (Width - Names - 62) * (double)top[i].Count / most);
            svg.Append($"<text x=\"{Names - 6}\" y=\"{i * Row + 12}\" text-anchor=\"end\">{Escape(Short(top[i].Value.Length == 0 ? "(empty)" : top[i].Value, 17))}</text>");
            svg.Append($"<rect class=\"bar\" x=\"{Names}\" y=\"{i * Row + 2}\" width=\"{At(length)}\" height=\"{Row - 5}\" rx=\"2\"/>");
            svg.Append($"<text class=\"dim\" x=\"{At(Names + length + 5)}\" y=\"{i * Row + 12}\">{Count(top[i].Count)}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>How many rows have no value, column by column.</summary>
    internal static string Missing(DatasetProfile profile)
    {
        const int Row = 16, Names = 170, Bar = 380;
        ColumnProfile[] columns = [.. profile.Columns.OrderByDescending(column => column.NullShare).Take(40)];
        var svg = Open(Names + Bar + 70, columns.Length * Row + 2, "missing values by column");
        for (int i = 0; i < columns.Length; i++)
        {
            double y = i * Row, length = Bar * columns[i].NullShare;
            svg.Append($"<text x=\"{Names - 8}\" y=\"{At(y + 12)}\" text-anchor=\"end\">{Escape(Short(columns[i].Name, 26))}</text>");
            svg.Append($"<rect class=\"track\" x=\"{Names}\" y=\"{At(y + 3)}\" width=\"{Bar}\" height=\"{Row - 6}\" rx=\"2\"/><rect class=\"gap\" x=\"{Names}\" y=\"{At(y + 3)}\" width=\"{At(length)}\" height=\"{Row - 6}\" rx=\"2\"/>");
            svg.Append($"<text class=\"dim\" x=\"{Names + Bar + 8}\" y=\"{At(y + 12)}\">{Percent(columns[i].NullShare)}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Pearson's r of each pair: blue goes together, red goes against each other.</summary>
    internal static string Heat(CorrelationMatrix matrix)
    {
        string[] columns = [.. matrix.Columns.Take(24)];
        if (columns.Length < 2) return "";
        const int Names = 150;
        int cell = columns.Length <= 10 ? 44 : 26;
        int side = cell * columns.Length;
        var svg = Open(Names + side + 4, side + 24 + 5 * columns.Max(name => Math.Min(18, name.Length)), "correlations");
        for (int row = 0; row < columns.Length; row++)
        {
            svg.Append($"<text x=\"{Names - 8}\" y=\"{row * cell + cell / 2 + 4}\" text-anchor=\"end\">{Escape(Short(columns[row], 22))}</text>");
            svg.Append($"<text text-anchor=\"end\" transform=\"translate({Names + row * cell + cell / 2 + 4},{side + 10}) rotate(-45)\">{Escape(Short(columns[row], 18))}</text>");
            for (int column = 0; column < columns.Length; column++)
            {
                double? r = row == column ? 1 : matrix.Find(columns[row], columns[column]);
                string colour = r is null ? "none" : r >= 0 ? "pos" : "neg";
                svg.Append($"<rect class=\"{colour}\" fill-opacity=\"{Math.Abs(r ?? 0):0.00}\" x=\"{Names + column * cell + 1}\" y=\"{row * cell + 1}\" width=\"{cell - 2}\" height=\"{cell - 2}\" rx=\"3\"><title>{Escape(columns[row])} and {Escape(columns[column])}: {(r is { } value ? $"{value:N3}" : "not measured")}</title></rect>");
                if (cell > 40 && r is { } shown && row != column) svg.Append($"<text class=\"{(Math.Abs(shown) > 0.6 ? "on" : "dim")}\" x=\"{Names + column * cell + cell / 2}\" y=\"{row * cell + cell / 2 + 4}\" text-anchor=\"middle\">{shown:0.00}</text>");
            }
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Datasets and their references, in ranks: what others refer to stands on the right.</summary>
    internal static string Graph(ExplorationFindings findings)
    {
        const int Box = 190, Tall = 56, Across = 130, Down = 28;
        Dictionary<string, int> rank = Ranks(findings);
        ILookup<int, string> ranks = findings.Datasets.Select(one => one.Name).ToLookup(name => rank[name]);
        int most = ranks.Max(group => group.Count()), levels = ranks.Max(group => group.Key) + 1;
        int width = levels * Box + (levels - 1) * Across + 4, height = most * (Tall + Down);
        var places = new Dictionary<string, (double X, double Y)>();
        foreach (IGrouping<int, string> group in ranks)
        {
            double top = (height - group.Count() * (Tall + Down)) / 2.0 + Down / 2.0;
            foreach ((string name, int index) in group.Select((name, index) => (name, index))) places[name] = (2 + group.Key * (Box + Across), top + index * (Tall + Down));
        }
        var svg = Open(width, height, "relationships");
        svg.Append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>");
        foreach (Relationships.Relationship one in findings.Relationships.Where(one => one.Child.Dataset != one.Parent.Dataset))
        {
            ((double x1, double y1), (double x2, double y2)) = (places[one.Child.Dataset], places[one.Parent.Dataset]);
            bool forward = x2 > x1;
            double fromX = forward ? x1 + Box : x1, toX = forward ? x2 : x2 + Box, bend = forward ? Across / 2.0 : -Across / 2.0;
            svg.Append($"<path class=\"edge{(one.OrphanRows > 0 ? " orphan" : "")}\" marker-end=\"url(#arrow)\" d=\"M{At(fromX)} {At(y1 + Tall / 2.0)}C{At(fromX + bend)} {At(y1 + Tall / 2.0)} {At(toX - bend)} {At(y2 + Tall / 2.0)} {At(toX)} {At(y2 + Tall / 2.0)}\"><title>{Escape(one.Child.ToString())} → {Escape(one.Parent.ToString())}, {Percent(one.OrphanRate)} orphans</title></path>");
        }
        foreach (DatasetFindings one in findings.Datasets)
        {
            (double x, double y) = places[one.Name];
            svg.Append($"<rect class=\"node\" x=\"{At(x)}\" y=\"{At(y)}\" width=\"{Box}\" height=\"{Tall}\" rx=\"8\"/><text class=\"strong\" x=\"{At(x + 14)}\" y=\"{At(y + 24)}\">{Escape(Short(one.Name, 22))}</text><text class=\"dim\" x=\"{At(x + 14)}\" y=\"{At(y + 42)}\">{Count(one.Profile.Rows)} rows · {one.Grain.Level.ToString().ToLowerInvariant()}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    private static Dictionary<string, int> Ranks(ExplorationFindings findings)
    {
        Dictionary<string, int> rank = findings.Datasets.ToDictionary(one => one.Name, _ => 0);
        // Each round pushes parents right of their children; circles end with the rounds.
        for (int round = 0; round < findings.Datasets.Count; round++)
            foreach (Relationships.Relationship one in findings.Relationships.Where(one => one.Child.Dataset != one.Parent.Dataset))
                rank[one.Parent.Dataset] = Math.Min(findings.Datasets.Count - 1, Math.Max(rank[one.Parent.Dataset], rank[one.Child.Dataset] + 1));
        // No rank stays empty, or the picture would have a hole.
        int[] used = [.. rank.Values.Distinct().Order()];
        return rank.ToDictionary(entry => entry.Key, entry => Array.IndexOf(used, entry.Value));
    }

    private static string Bars(IReadOnlyList<long> counts, Func<int, string> label, string left, string right, string title)
    {
        long most = Math.Max(1, counts.Max());
        double width = (double)Width / counts.Count, gap = width > 4 ? 1 : 0;
        var svg = Open(Width, Height + 16, title);
        for (int i = 0; i < counts.Count; i++)
        {
            double height = counts[i] == 0 ? 0 : Math.Max(1, (Height - 4) * (double)counts[i] / most);
            svg.Append($"<rect class=\"bar\" x=\"{At(i * width)}\" y=\"{At(Height - height)}\" width=\"{At(Math.Max(0.5, width - gap))}\" height=\"{At(height)}\"><title>{Escape(label(i))}</title></rect>");
        }
        svg.Append($"<line class=\"axis\" x1=\"0\" x2=\"{Width}\" y1=\"{Height}\" y2=\"{Height}\"/><text class=\"dim\" x=\"0\" y=\"{Height + 13}\">{Escape(left)}</text><text class=\"dim\" x=\"{Width}\" y=\"{Height + 13}\" text-anchor=\"end\">{Escape(right)}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(int width, int height, string title) =>
        new($"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\"><title>{Escape(title)}</title>");
}
