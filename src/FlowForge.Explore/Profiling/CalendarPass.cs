using System.Globalization;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.Explore.Profiling;

/// <summary>Counts the days of dates and timestamps: series, gaps, seasons, placeholders. One scan of one column.</summary>
internal sealed class CalendarPass(DuckDbConnection connection, string relation, ExploreOptions options)
{
    /// <summary>Days that systems write when they know none: the zero of a clock, the end of a calendar.</summary>
    private static readonly HashSet<DateOnly> s_placeholders =
    [
        new(1, 1, 1), new(1582, 10, 15), new(1753, 1, 1), new(1800, 1, 1), new(1899, 12, 30), new(1899, 12, 31), new(1900, 1, 1), new(1901, 1, 1), new(1904, 1, 1), new(1970, 1, 1),
        new(2038, 1, 19), new(2099, 12, 31), new(2100, 1, 1), new(2999, 12, 31), new(3000, 1, 1), new(4712, 12, 31), new(9999, 1, 1), new(9999, 12, 30), new(9999, 12, 31),
    ];

    private const int MostPeriods = 400;
    private const int MostGaps = 5;
    private const int DaysAround = 30;

    /// <summary>A placeholder is this many times more frequent than the days beside it, or this many days away from all others.</summary>
    private const int PlaceholderFactor = 10;
    private const int PlaceholderDistance = 365;

    internal void Run(ColumnDraft column, CancellationToken cancellationToken)
    {
        if (column.Time is not { } time) return;
        List<(DateOnly Day, long Count)> days = Count(column, cancellationToken);
        if (days.Count == 0)
        {
            column.Time = null;
            return;
        }
        List<(DateOnly Day, long Count)> placeholders = Placeholders(days);
        if (placeholders.Count < days.Count) days.RemoveAll(placeholders.Contains);
        else placeholders.Clear();

        DateOnly first = days[0].Day, now = DateOnly.FromDateTime(options.Now.UtcDateTime);
        DateOnly last = days.FindLast(day => day.Day <= now) is { Count: > 0 } known ? known.Day : days[^1].Day;
        long placed = placeholders.Where(day => day.Day > now).Sum(day => day.Count);
        column.Time = time with
        {
            First = first,
            Last = last,
            Days = days.Count,
            Future = Math.Max(0, time.Future - placed),
            Placeholders = [.. placeholders.Select(day => new ValueCount(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Count))],
            Series = SeriesOf(days, first, last),
            Gaps = [.. GapsOf(days, last).OrderByDescending(gap => gap.Days).ThenBy(gap => gap.After).Take(MostGaps)],
            ByWeekday = Grouped(days, 7, day => ((int)day.DayOfWeek + 6) % 7),
            ByMonth = Grouped(days, 12, day => day.Month - 1),
        };
    }

    private List<(DateOnly Day, long Count)> Count(ColumnDraft column, CancellationToken cancellationToken)
    {
        using DuckDbResult result = connection.Stream($"SELECT day, count(*) FROM (SELECT CAST({column.Sql} AS DATE) AS day FROM ({relation}) WHERE isfinite({column.Sql})) WHERE day BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' GROUP BY day ORDER BY day", cancellationToken);
        return [.. result.Rows().Select(row => (((Date)row[0]!).ToDateOnly(), Scalars.Count(row[1])))];
    }

    private static List<(DateOnly Day, long Count)> Placeholders(List<(DateOnly Day, long Count)> days)
    {
        var found = new List<(DateOnly, long)>();
        double usual = days.Select(day => day.Count).Order().ElementAt(days.Count / 2);
        (DateOnly Day, long Count)[] real = [.. days.Where(day => !s_placeholders.Contains(day.Day))];
        foreach ((DateOnly Day, long Count) day in days)
        {
            if (!s_placeholders.Contains(day.Day)) continue;
            bool isFrequent = day.Count > PlaceholderFactor * usual;
            bool isFar = real.Length > 0 && (real[0].Day.DayNumber - day.Day.DayNumber > PlaceholderDistance || day.Day.DayNumber - real[^1].Day.DayNumber > PlaceholderDistance);
            if (isFrequent || isFar) found.Add(day);
        }
        return found;
    }

    private static TimeSeries SeriesOf(List<(DateOnly Day, long Count)> days, DateOnly first, DateOnly last)
    {
        int span = last.DayNumber - first.DayNumber + 1;
        TimeUnit unit = span <= MostPeriods / 4 ? TimeUnit.Day : span <= MostPeriods * 2 ? TimeUnit.Week : span <= MostPeriods * 30 ? TimeUnit.Month : TimeUnit.Year;
        DateOnly start = unit switch
        {
            TimeUnit.Day => first,
            TimeUnit.Week => DateOnly.FromDayNumber(Math.Max(0, first.DayNumber - ((int)first.DayOfWeek + 6) % 7)),
            TimeUnit.Month => new DateOnly(first.Year, first.Month, 1),
            TimeUnit.Year => new DateOnly(first.Year, 1, 1),
        };
        int IndexOf(DateOnly day) => unit switch
        {
            TimeUnit.Day => day.DayNumber - start.DayNumber,
            TimeUnit.Week => (day.DayNumber - start.DayNumber) / 7,
            TimeUnit.Month => (day.Year - start.Year) * 12 + day.Month - start.Month,
            TimeUnit.Year => day.Year - start.Year,
        };
        long[] counts = new long[IndexOf(last) + 1];
        foreach ((DateOnly day, long count) in days)
            if (day <= last) counts[IndexOf(day)] += count;
        return new TimeSeries(unit, start, counts);
    }

    private static IEnumerable<TimeGap> GapsOf(List<(DateOnly Day, long Count)> days, DateOnly last)
    {
        for (int i = 1; i < days.Count && days[i].Day <= last; i++)
        {
            int missing = days[i].Day.DayNumber - days[i - 1].Day.DayNumber - 1;
            if (missing > 0) yield return new TimeGap(days[i - 1].Day, missing, Density(days, i));
        }
    }

    /// <param name="next">The first day after a gap.</param>
    private static double Density(List<(DateOnly Day, long Count)> days, int next)
    {
        int end = days[next - 1].Day.DayNumber, begin = days[next].Day.DayNumber, before = 0, after = 0;
        for (int i = next - 1; i >= 0 && end - days[i].Day.DayNumber < DaysAround; i--) before++;
        for (int i = next; i < days.Count && days[i].Day.DayNumber - begin < DaysAround; i++) after++;
        int span = Math.Min(DaysAround, end - days[0].Day.DayNumber + 1) + Math.Min(DaysAround, days[^1].Day.DayNumber - begin + 1);
        return (double)(before + after) / span;
    }

    private static long[] Grouped(List<(DateOnly Day, long Count)> days, int groups, Func<DateOnly, int> group)
    {
        long[] counts = new long[groups];
        foreach ((DateOnly day, long count) in days) counts[group(day)] += count;
        return counts;
    }
}
