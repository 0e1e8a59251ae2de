namespace FlowForge.Cli.Samples.Facts;

/// <summary>The clock of the insurer's offices: Central European Time by the rule that holds since 1996, so that the files are the same on machines with other zone data, or none.</summary>
internal static class OfficeTime
{
    public static DateTime ToUtc(DateTime local)
    {
        DateTime winter = DateTime.SpecifyKind(local.AddHours(-1), DateTimeKind.Utc);
        return IsSummer(winter) ? winter.AddHours(-1) : winter;
    }

    private static bool IsSummer(DateTime utc) => utc >= LastSunday(utc.Year, 3) && utc < LastSunday(utc.Year, 10);

    /// <summary>The changes are at 1:00 UTC.</summary>
    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
