namespace FlowForge.Explore.Profiling;

/// <summary>Dates or timestamps of a column, counted by day. Placeholders and dates outside of the years 1 to 9999 are not part of the series.</summary>
/// <param name="First">The first day that is no placeholder.</param>
/// <param name="Last">The last day that is no placeholder and does not lie in the future; the last of all when every day does.</param>
public sealed record TimeProfile(DateOnly First, DateOnly Last)
{
    /// <summary>Different days with a value.</summary>
    public required int Days { get; init; }

    /// <summary>Values with a time of day other than midnight.</summary>
    public long WithTimeOfDay { get; init; }

    /// <summary>Values after the moment of the exploration.</summary>
    public long Future { get; init; }

    /// <summary>Values that stand for "unknown" or "never": 1900-01-01, 9999-12-31 and their like, far from the others.</summary>
    public IReadOnlyList<ValueCount> Placeholders { get; init; } = [];

    /// <summary>Counts by day, week, month or year, whichever gives at most some hundred; empty periods between are 0.</summary>
    public TimeSeries Series { get; init; } = TimeSeries.Empty;

    /// <summary>The longest stretches of days without a value, longest first.</summary>
    public IReadOnlyList<TimeGap> Gaps { get; init; } = [];

    /// <summary>Values by day of the week, Monday first.</summary>
    public IReadOnlyList<long> ByWeekday { get; init; } = [];

    /// <summary>Values by month, January first.</summary>
    public IReadOnlyList<long> ByMonth { get; init; } = [];

    /// <summary>Days from the first to the last, both counted.</summary>
    public int Span => Last.DayNumber - First.DayNumber + 1;

    /// <summary>Days with a value among all from the first to the last.</summary>
    public double Coverage => Span <= 0 ? 0 : Math.Min(1, (double)Days / Span);
}

public enum TimeUnit
{
    Day,
    Week,
    Month,
    Year,
}

/// <param name="Start">Of the first period.</param>
public sealed record TimeSeries(TimeUnit Unit, DateOnly Start, IReadOnlyList<long> Counts)
{
    public static TimeSeries Empty { get; } = new(TimeUnit.Day, DateOnly.MinValue, []);

    public DateOnly PeriodStart(int index) => Unit switch
    {
        TimeUnit.Day => Start.AddDays(index),
        TimeUnit.Week => Start.AddDays(7 * index),
        TimeUnit.Month => Start.AddMonths(index),
        TimeUnit.Year => Start.AddYears(index),
    };
}

/// <param name="After">The last day with a value before the gap.</param>
/// <param name="Days">Days without a value.</param>
/// <param name="Around">Share of days with a value among up to 30 before and 30 after the gap: a series that is thin there has gaps by nature.</param>
public sealed record TimeGap(DateOnly After, int Days, double Around);
