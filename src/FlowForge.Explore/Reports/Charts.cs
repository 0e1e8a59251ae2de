using System.Text;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using static FlowForge.Explore.Reports.Markup;

namespace FlowForge.Explore.Reports;

/// <summary>Plots as SVG that takes its colours from the page. Each has a title, for those who do not see it.</summary>
internal static class Charts
{
    private const int Width = 320;
    private const int Height = 90;

    /// <summary>Columns with missing values that are shown, those with the most first.</summary>
    internal const int MostMissing = 40;

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
            svg.Append($"<text x=\"{Names - 6}\" y=\"{i * Row + 12}\" text-anchor=\"end\">{Escape(Short(top[i].Value.Length == 0 ? "(empty)" : Blanks(top[i].Value), 17))}</text>");
            svg.Append($"<rect class=\"bar\" x=\"{Names}\" y=\"{i * Row + 2}\" width=\"{At(length)}\" height=\"{Row - 5}\" rx=\"2\"/>");
            svg.Append($"<text class=\"dim\" x=\"{At(Names + length + 5)}\" y=\"{i * Row + 12}\">{Count(top[i].Count)}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Blanks at the ends, which would not be seen and tell a value from another, as their picture.</summary>
    private static string Blanks(string value)
    {
        int start = value.Length - value.TrimStart(' ').Length, end = value.Length - value.TrimEnd(' ').Length;
        return start == value.Length ? new string('␣', start) : $"{new string('␣', start)}{value.Trim(' ')}{new string('␣', end)}";
    }

    /// <summary>How many rows have no value, column by column.</summary>
    internal static string Missing(DatasetProfile profile)
    {
        const int Row = 16, Names = 170, Bar = 380;
        ColumnProfile[] columns = [.. profile.Columns.Where(column => column.Nulls > 0).OrderByDescending(column => column.NullShare).Take(MostMissing)];
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
                string colour = row == column || r is null ? "none" : r >= 0 ? "pos" : "neg";
                svg.Append($"<rect class=\"{colour}\" fill-opacity=\"{(row == column ? 1 : Math.Abs(r ?? 0)):0.00}\" x=\"{Names + column * cell + 1}\" y=\"{row * cell + 1}\" width=\"{cell - 2}\" height=\"{cell - 2}\" rx=\"3\"><title>{Escape(columns[row])} and {Escape(columns[column])}: {(r is { } value ? $"{value:N3}" : "not measured")}</title></rect>");
                if (cell > 40 && r is { } shown && row != column) svg.Append($"<text class=\"{(Math.Abs(shown) > 0.6 ? "on" : "dim")}\" x=\"{Names + column * cell + cell / 2}\" y=\"{row * cell + cell / 2 + 4}\" text-anchor=\"middle\">{shown:0.00}</text>");
            }
        }
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Counts by weekday or month, under their names.</summary>
    internal static string Cycle(IReadOnlyList<long> counts, IReadOnlyList<string> names, string title)
    {
        if (counts.Count == 0) return "";
        double width = (double)Width / counts.Count;
        long most = Math.Max(1, counts.Max());
        var svg = Open(Width, Height + 16, title);
        for (int i = 0; i < counts.Count; i++)
        {
            double height = counts[i] == 0 ? 0 : Math.Max(1, (Height - 4) * (double)counts[i] / most);
            svg.Append($"<rect class=\"bar\" x=\"{At(i * width + 2)}\" y=\"{At(Height - height)}\" width=\"{At(width - 4)}\" height=\"{At(height)}\"><title>{names[i]}: {Count(counts[i])}</title></rect><text class=\"dim\" x=\"{At((i + 0.5) * width)}\" y=\"{Height + 13}\" text-anchor=\"middle\">{names[i]}</text>");
        }
        return svg.Append("</svg>").ToString();
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

    internal static StringBuilder Open(int width, int height, string title) =>
        new($"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\"><title>{Escape(title)}</title>");
}
