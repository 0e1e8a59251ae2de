using FlowForge.DuckDb;
using FlowForge.DuckDb.Values;

namespace FlowForge.Explore.Profiling;

/// <summary>Counts numbers between edges that are known after the first pass: histogram bins and the bounds of outliers, together in one scan.</summary>
internal static class HistogramPass
{
    private const int Bins = 24;
    private const int ColumnsAtOnce = 60;
    private const double IqrFactor = 1.5;
    private const double ZFactor = 3;

    /// <summary>Above this many times the middle half, the range is cut at the 1st and 99th percentile: one far value must not press all others into one bin.</summary>
    private const double LongTail = 12;

    internal static void Run(DuckDbConnection connection, string relation, IEnumerable<ColumnDraft> columns, CancellationToken cancellationToken)
    {
        foreach (ColumnDraft[] some in columns.Where(column => column.Number is not null).Chunk(ColumnsAtOnce))
        {
            var query = new AggregateQuery(relation);
            var counted = new List<(ColumnDraft Column, Cuts Cuts, int Index)>();
            foreach (ColumnDraft column in some)
            {
                var cuts = Cuts.For(column.Number!);
                counted.Add((column, cuts, query.Add($"histogram(CAST({column.FiniteSql} AS DOUBLE), [{string.Join(", ", cuts.All.Select(Literal))}])")));
            }
            AggregateRow row = query.Run(connection, cancellationToken);
            foreach ((ColumnDraft column, Cuts cuts, int index) in counted)
                if (row[index] is MapValue counts) column.Number = cuts.Apply(column.Number!, counts);
        }
    }

    private static string Literal(double value) => $"{value:R}::DOUBLE";

    /// <summary>Where to cut: counts are of values up to and with each cut.</summary>
    private sealed record Cuts(IReadOnlyList<double> Edges, (double Lower, double Upper)? Iqr, (double Lower, double Upper)? ZScore)
    {
        internal IReadOnlyList<double> All { get; } = [.. Edges.Concat(Below(Iqr)).Concat(Below(ZScore)).Where(double.IsFinite).Distinct().Order()];

        internal static Cuts For(NumberProfile number)
        {
            double distance = number.Q3 - number.Q1;
            (double, double)? iqr = distance > 0 ? (number.Q1 - IqrFactor * distance, number.Q3 + IqrFactor * distance) : null;
            (double, double)? z = number.Std is > 0 and var std ? (number.Mean - ZFactor * std, number.Mean + ZFactor * std) : null;
            return new Cuts(EdgesOf(number, distance), iqr, z);
        }

        internal NumberProfile Apply(NumberProfile number, MapValue counts)
        {
            (double Cut, long Count)[] parts = [.. counts.Select(part => ((double)part.Key, Scalars.Count(part.Value))).OrderBy(part => part.Item1)];
            long UpTo(double cut) => parts.Where(part => part.Cut <= cut).Sum(part => part.Count);
            long all = parts.Sum(part => part.Count);
            Outliers Of((double Lower, double Upper)? bounds) => bounds is not { } b ? Outliers.None : new Outliers(b.Lower, b.Upper, UpTo(Math.BitDecrement(b.Lower)), all - UpTo(b.Upper));
            // The first bin has its lower edge too: everything up to its upper one.
            long[] bins = [.. Edges.Skip(1).Select((edge, index) => UpTo(edge) - (index == 0 ? 0 : UpTo(Edges[index])))];
            return number with { Histogram = new Histogram(Edges, bins), Iqr = Of(Iqr), ZScore = Of(ZScore) };
        }

        private static double[] EdgesOf(NumberProfile number, double distance)
        {
            (double min, double max) = (number.Min, number.Max);
            if (min == max) return [min, max];
            bool isWhole = number.Fractions == 0 && max - min < Bins;
            if (isWhole) return [min - 1, .. Enumerable.Range(0, (int)(max - min) + 1).Select(step => min + step)];
            (double from, double to) = distance > 0 && max - min > LongTail * distance ? (number.Quantiles[0], number.Quantiles[^1]) : (min, max);
            double width = (to - from) / Bins;
            if (!double.IsFinite(width) || width <= 0 || from + width == from) return [min, max];
            return [.. ((double[])[min, .. Enumerable.Range(0, Bins + 1).Select(step => from + step * width), max]).Distinct().Order()];
        }

        private static IEnumerable<double> Below((double Lower, double Upper)? bounds) => bounds is { } b ? [Math.BitDecrement(b.Lower), b.Upper] : [];
    }
}
