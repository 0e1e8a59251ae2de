using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Checks of one column of dates or times.</summary>
internal sealed class TimeChecks(Grain grain, ExploreOptions options, CheckList list)
{
    /// <summary>Where more than this lie in the future, they are plans and not mistakes.</summary>
    private const double Planned = 0.2;

    private const int LeastGap = 3;
    private const int LeastDays = 5;

    /// <summary>A series with values on fewer of its days has gaps by nature.</summary>
    private const double Dense = 0.6;

    internal void Run(ColumnProfile column, TimeProfile time)
    {
        ValueCount[] placeholders = [.. time.Placeholders];
        list.AddShare(CheckDefinition.PlaceholderDates, column.Name, placeholders.Sum(day => day.Count), column.Values, $"values are {string.Join(", ", placeholders.Select(day => day.Value))}");
        bool mayBeFuture = time.Future > Planned * column.Values || new Words(column.Name).HasAny(NameWords.PeriodEnd);
        list.AddShare(CheckDefinition.FutureDates, column.Name, mayBeFuture ? 0 : time.Future, column.Values, $"values lie after {options.Now.UtcDateTime:yyyy-MM-dd}; the last is {column.Max}");
        if (column.Name != grain.Time || grain.Level != GrainLevel.Event || time.Days < LeastDays) return;
        double usual = Math.Max(LeastGap, (double)time.Span / time.Days);
        int age = DateOnly.FromDateTime(options.Now.UtcDateTime).DayNumber - time.Last.DayNumber;
        list.Add(CheckDefinition.Stale, column.Name, Math.Max(0, age) / usual, 0, $"the last value is of {time.Last:yyyy-MM-dd}, {age:N0} days before the exploration");
        if (time.Coverage > Dense && time.Gaps.FirstOrDefault(gap => gap.Around > Dense) is { } gap) list.Add(CheckDefinition.Gap, column.Name, gap.Days, 0, $"no value for {gap.Days} days after {gap.After:yyyy-MM-dd}");
    }
}
