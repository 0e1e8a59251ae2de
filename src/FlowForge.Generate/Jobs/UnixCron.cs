namespace FlowForge.Generate.Jobs;

/// <summary>Quartz cron as the five fields of Unix, which other schedulers take.</summary>
internal static class UnixCron
{
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Null for what five fields cannot say: seconds, years, last days, weekdays nearest to a day.</summary>
    internal static string? Of(string quartz)
    {
        string[] fields = quartz.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields[0] != "0" || fields.Length == 7 && fields[6] != "*") return null;
        string[] days = [fields[3], fields[5]];
        if (days.Any(field => field.Contains('#') || field.Contains('W') && field != "WED" && !s_days.Any(day => field.Contains(day)) || field.EndsWith('L') || field.Contains('L') && !field.Contains("JUL"))) return null;
        return $"{Steps(fields[1], 59)} {Steps(fields[2], 23)} {Steps(Any(fields[3]), 31)} {Steps(fields[4], 12)} {Any(Weekdays(fields[5]))}";
    }

    // From a number on, in steps: Unix wants the end too.
    private static string Steps(string field, int last) => string.Join(',', field.Split(',').Select(part => part.Split('/') is [var start, var step] && int.TryParse(start, out _) ? $"{start}-{last}/{step}" : part));

    private static string Any(string field) => field == "?" ? "*" : field;

    // Sunday is 1 in Quartz and 0 in Unix: names mean the same in both.
    private static string Weekdays(string field) => string.Join(',', field.Split(',').Select(part => string.Join('-', part.Split('-').Select(day => int.TryParse(day, out int number) && number is >= 1 and <= 7 ? s_days[number - 1] : day))));
}
