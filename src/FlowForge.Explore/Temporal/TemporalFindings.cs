using System.Globalization;
using FlowForge.DuckDb;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Temporal;

/// <summary>How the events of a dataset lie in time.</summary>
/// <param name="Regularity">Share of days from the first to the last that have an event.</param>
/// <param name="Weekly">How far weekdays differ: the standard deviation of their shares over the mean; 0 for none.</param>
/// <param name="Yearly">The same of months, over whole years; null for less than one.</param>
/// <param name="Trend">Change from the first to the last third of the series, as a share of the first; null when the first is empty.</param>
public sealed record TemporalFindings(string Time, double Regularity, double Weekly, double? Yearly, double? Trend)
{
    /// <summary>Null when no column says what the events happen to.</summary>
    public EntityHistory? Entities { get; init; }
}

/// <summary>Events by what they happen to, seen from the last day of the series.</summary>
/// <param name="EventsMean">Events of a thing, on average.</param>
/// <param name="TenureMean">Days from the first to the last event, on average.</param>
/// <param name="GapMedian">Days between two events of a thing: half of the things have less on average; null when all have one event.</param>
/// <param name="RecencyMedian">Days since the last event.</param>
/// <param name="Single">Share of things with one event only.</param>
public sealed record EntityHistory(string Entity, long Entities, double EventsMean, long EventsMost, double TenureMean, double? GapMedian, double RecencyMedian, double Single)
{
    /// <summary>How many things have events in the last so many days.</summary>
    public required IReadOnlyList<WindowCoverage> Windows { get; init; }

    /// <summary>Things by the month of their first event, and how many of them came back later.</summary>
    public required IReadOnlyList<Cohort> Cohorts { get; init; }

    /// <summary>The windows worth a feature: some things have events in them, and not all have the same.</summary>
    public IReadOnlyList<WindowCoverage> Useful => [.. Windows.Where(window => window.Share is >= 0.05 and <= 0.98 && window.EventsMean >= 0.1).Take(4)];
}

/// <param name="Share">Of all things.</param>
/// <param name="EventsMean">Events in the window of a thing, those without any counted as 0.</param>
public sealed record WindowCoverage(int Days, double Share, double EventsMean);

/// <param name="Month">As 2024-05.</param>
/// <param name="Returned">Things with an event on a later day than their first.</param>
public sealed record Cohort(string Month, long Entities, long Returned);

internal sealed class TemporalAnalysis(DuckDbConnection connection, TypedDataset dataset)
{
    private static readonly int[] s_windows = [7, 14, 30, 60, 90, 180, 365, 730];

    private const int MostCohorts = 60;

    /// <summary>Null for what is no series of events.</summary>
    internal TemporalFindings? Run(Grain grain, CancellationToken cancellationToken)
    {
        if (grain is not { Level: GrainLevel.Event, Time: { } name } || dataset.Profile.Find(name) is not { Time: { Days: > 1 } time } column) return null;
        var findings = new TemporalFindings(name, Math.Round(time.Coverage, 4), Math.Round(Spread(time.ByWeekday), 4), time.Span >= 360 ? Math.Round(Spread(time.ByMonth), 4) : null, TrendOf(time.Series));
        return grain.Entity is { } entity && dataset.Profile.Find(entity) is { } thing ? findings with { Entities = Histories(column, thing, time, cancellationToken) } : findings;
    }

    private EntityHistory Histories(ColumnProfile column, ColumnProfile thing, TimeProfile time, CancellationToken cancellationToken)
    {
        string last = $"DATE '{time.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'", first = $"DATE '{time.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
        string windows = string.Join(", ", s_windows.Select(days => $"count(*) FILTER (WHERE day > {last} - {days}) AS w{days}"));
        string things = $"""
            SELECT thing, count(*) AS n, min(day) AS since, max(day) AS until, {windows}
            FROM (SELECT {TypedDataset.Sql(thing)} AS thing, CAST({TypedDataset.Sql(column)} AS DATE) AS day FROM ({dataset.Profile.Source.Relation}))
            WHERE thing IS NOT NULL AND day BETWEEN {first} AND {last} GROUP BY thing
            """;
        connection.Execute($"CREATE OR REPLACE TEMP TABLE _flowforge_things AS {things}", cancellationToken);
        var query = new AggregateQuery("SELECT * FROM _flowforge_things");
        int count = query.Add("count(*)"), mean = query.Add("avg(n)"), most = query.Add("max(n)"), tenure = query.Add("avg(until - since)"), single = query.Add("count(*) FILTER (WHERE n = 1)");
        int gap = query.Add("median((until - since) / (n - 1.0)) FILTER (WHERE n > 1)"), recency = query.Add($"median({last} - until)");
        (int Some, int Mean)[] shares = [.. s_windows.Select(days => (query.Add($"count(*) FILTER (WHERE w{days} > 0)"), query.Add($"avg(w{days})")))];
        AggregateRow row = query.Run(connection, cancellationToken);
        double all = Math.Max(1, row.Count(count));
        return new EntityHistory(thing.Name, row.Count(count), Round(row.Number(mean)), row.Count(most), Round(row.Number(tenure)), row.Number(gap) is { } days ? Math.Round(days, 2) : null, Round(row.Number(recency)), Math.Round(row.Count(single) / all, 4))
        {
            Windows = [.. s_windows.Zip(shares, (days, window) => new WindowCoverage(days, Math.Round(row.Count(window.Some) / all, 4), Round(row.Number(window.Mean)))).Where(window => window.Days < time.Span)],
            Cohorts = Cohorts(cancellationToken),
        };
    }

    private List<Cohort> Cohorts(CancellationToken cancellationToken)
    {
        using var result = connection.Query($"SELECT strftime(since, '%Y-%m') AS month, count(*), count(*) FILTER (WHERE until > since) FROM _flowforge_things GROUP BY month ORDER BY month DESC LIMIT {MostCohorts}", cancellationToken);
        List<Cohort> cohorts = [.. result.Rows().Select(row => new Cohort((string)row[0]!, Scalars.Count(row[1]), Scalars.Count(row[2])))];
        cohorts.Reverse();
        return cohorts;
    }

    private static double Spread(IReadOnlyList<long> counts)
    {
        double mean = counts.Average();
        return mean == 0 ? 0 : Math.Sqrt(counts.Average(count => (count - mean) * (count - mean))) / mean;
    }

    private static double? TrendOf(TimeSeries series)
    {
        int third = series.Counts.Count / 3;
        if (third == 0) return null;
        double before = series.Counts.Take(third).Average(), after = series.Counts.TakeLast(third).Average();
        return before == 0 ? null : Math.Round((after - before) / before, 4);
    }

    private static double Round(double? value) => Math.Round(value ?? 0, 2);
}
