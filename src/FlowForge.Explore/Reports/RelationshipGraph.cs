using System.Text;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Relationships;
using static FlowForge.Explore.Reports.Markup;

namespace FlowForge.Explore.Reports;

/// <summary>Datasets and their references as SVG, in ranks: what others refer to stands on the right.</summary>
internal sealed class RelationshipGraph
{
    private const int Box = 180;
    private const int Tall = 56;
    private const int Across = 76;
    private const int Down = 28;

    /// <summary>Room above and below for edges that pass by a rank.</summary>
    private const int Margin = 44;

    private readonly ExplorationFindings _findings;
    private readonly Dictionary<string, int> _ranks;
    private readonly Dictionary<string, (double X, double Y)> _places = [];
    private readonly int _width;
    private readonly int _height;

    private RelationshipGraph(ExplorationFindings findings)
    {
        _findings = findings;
        _ranks = Ranks(findings);
        ILookup<int, string> ranks = findings.Datasets.Select(one => one.Name).ToLookup(name => _ranks[name]);
        int most = ranks.Max(group => group.Count()), levels = ranks.Max(group => group.Key) + 1;
        (_width, _height) = (levels * Box + (levels - 1) * Across + 4, most * (Tall + Down) - Down + 2 * (findings.Relationships.Any(one => Math.Abs(_ranks[one.Child.Dataset] - _ranks[one.Parent.Dataset]) > 1) ? Margin : 4));
        foreach (IGrouping<int, string> group in ranks)
        {
            double top = (_height - group.Count() * (Tall + Down) + Down) / 2.0;
            foreach ((string name, int index) in group.Select((name, index) => (name, index))) _places[name] = (2 + group.Key * (Box + Across), top + index * (Tall + Down));
        }
    }

    internal static string Draw(ExplorationFindings findings) => new RelationshipGraph(findings).Draw();

    private string Draw()
    {
        StringBuilder svg = Charts.Open(_width, _height, "relationships");
        svg.Append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>");
        foreach (Relationship one in _findings.Relationships.Where(one => one.Child.Dataset != one.Parent.Dataset))
            svg.Append($"<path class=\"edge{(one.OrphanRows > 0 ? " orphan" : "")}\" marker-end=\"url(#arrow)\" d=\"{Path(one.Child.Dataset, one.Parent.Dataset)}\"><title>{Escape(one.Child.ToString())} → {Escape(one.Parent.ToString())}, {Percent(one.OrphanRate)} orphans</title></path>");
        foreach (DatasetFindings one in _findings.Datasets)
        {
            (double x, double y) = _places[one.Name];
            svg.Append($"<rect class=\"node\" x=\"{At(x)}\" y=\"{At(y)}\" width=\"{Box}\" height=\"{Tall}\" rx=\"8\"/><text class=\"strong\" x=\"{At(x + 14)}\" y=\"{At(y + 24)}\">{Escape(Short(one.Name, 21))}</text><text class=\"dim\" x=\"{At(x + 14)}\" y=\"{At(y + 42)}\">{Count(one.Profile.Rows)} rows · {one.Grain.Level.ToString().ToLowerInvariant()}</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    private string Path(string child, string parent)
    {
        ((double x1, double y1), (double x2, double y2)) = (_places[child], _places[parent]);
        bool forward = x2 > x1;
        double fromX = forward ? x1 + Box : x1, toX = forward ? x2 : x2 + Box, bend = Math.Max(Across, Math.Abs(toX - fromX)) * 0.45 * (forward ? 1 : -1);
        double fromY = y1 + Tall / 2.0, toY = y2 + Tall / 2.0;
        (double outY, double inY) = Lane(_ranks[child], _ranks[parent], fromY, toY) is { } lane ? (lane, lane) : (fromY, toY);
        return $"M{At(fromX)} {At(fromY)}C{At(fromX + bend)} {At(outY)} {At(toX - bend)} {At(inY)} {At(toX)} {At(toY)}";
    }

    /// <summary>How high an edge is pulled that passes by other ranks, so that it runs above or below their boxes; null for neighbours.</summary>
    private double? Lane(int from, int to, double fromY, double toY)
    {
        double[] between = [.. _ranks.Where(one => one.Value > Math.Min(from, to) && one.Value < Math.Max(from, to)).Select(one => _places[one.Key].Y)];
        if (between.Length == 0) return null;
        double middle = (fromY + toY) / 2, above = between.Min() - 0.7 * Margin, below = between.Max() + Tall + 0.7 * Margin;
        double wanted = middle - above <= below - middle ? above : below;
        // The middle of such a curve is three quarters of the way to its handles.
        return (wanted - middle / 4) / 0.75;
    }

    private static Dictionary<string, int> Ranks(ExplorationFindings findings)
    {
        Dictionary<string, int> rank = findings.Datasets.ToDictionary(one => one.Name, _ => 0);
        // Each round pushes parents right of their children; circles end with the rounds.
        for (int round = 0; round < findings.Datasets.Count; round++)
            foreach (Relationship one in findings.Relationships.Where(one => one.Child.Dataset != one.Parent.Dataset))
                rank[one.Parent.Dataset] = Math.Min(findings.Datasets.Count - 1, Math.Max(rank[one.Parent.Dataset], rank[one.Child.Dataset] + 1));
        // No rank stays empty, or the picture would have a hole.
        int[] used = [.. rank.Values.Distinct().Order()];
        return rank.ToDictionary(entry => entry.Key, entry => Array.IndexOf(used, entry.Value));
    }
}
