namespace FlowForge.Core.Expressions.Functions;

/// <summary>The words EXTRACT and date_part take, and the function each stands for.</summary>
internal static class ExtractFields
{
    private static readonly (string[] Words, string Moment, string? Interval)[] s_fields =
    [
        (["YEAR", "Y", "YEARS", "YR", "YRS"], "year", "extract:years"),
        (["YEAROFWEEK"], "extract:yearofweek", null),
        (["QUARTER", "QTR"], "quarter", null),
        (["MONTH", "MON", "MONS", "MONTHS"], "month", "extract:months"),
        (["WEEK", "W", "WEEKS"], "weekofyear", null),
        (["DAY", "D", "DAYS"], "day", "extract:days"),
        (["DAYOFWEEK", "DOW"], "dayofweek", null),
        (["DAYOFWEEK_ISO", "DOW_ISO"], "extract:dow_iso", null),
        (["DOY"], "dayofyear", null),
        (["HOUR", "H", "HOURS", "HR", "HRS"], "hour", "extract:hours"),
        (["MINUTE", "M", "MIN", "MINS", "MINUTES"], "minute", "extract:minutes"),
        (["SECOND", "S", "SEC", "SECONDS", "SECS"], "extract:second", "extract:seconds"),
    ];

    public static string? OfMoment(string word) => Row(word).Moment;

    public static string? OfInterval(string word) => Row(word).Interval;

    private static (string[] Words, string? Moment, string? Interval) Row(string word) =>
        s_fields.FirstOrDefault(field => field.Words.Contains(word, StringComparer.OrdinalIgnoreCase));
}
