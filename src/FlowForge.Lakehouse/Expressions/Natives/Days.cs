namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Days since 1970 and the proleptic Gregorian calendar, for any year. Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms.</summary>
internal static class Days
{
    public const long MicrosecondsPerDay = 86_400_000_000;

    public static (int Year, int Month, int Day) Parts(int days)
    {
        long shifted = days + 719_468L;
        long era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        int civil = (int)(month < 10 ? month + 3 : month - 9);
        return ((int)(yearOfEra + era * 400 + (civil <= 2 ? 1 : 0)), civil, (int)(dayOfYear - (153 * month + 2) / 5 + 1));
    }

    public static int Of(int year, int month, int day)
    {
        long shifted = month <= 2 ? year - 1L : year;
        long era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (int)(era * 146_097 + dayOfEra - 719_468);
    }

    /// <summary>The day, or null when the month or the day does not exist.</summary>
    public static int? TryOf(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= InMonth(year, month) ? Of(year, month, day) : null;

    public static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int InMonth(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>So many months later; a day the month does not have becomes its last.</summary>
    public static int AddMonths(int days, int months)
    {
        (int year, int month, int day) = Parts(days);
        long total = year * 12L + month - 1 + months;
        int newYear = (int)Zone.FloorDivide(total, 12), newMonth = (int)(total - newYear * 12L) + 1;
        return Of(newYear, newMonth, Math.Min(day, InMonth(newYear, newMonth)));
    }

    /// <summary>The weekday from Monday, 1, to Sunday, 7.</summary>
    public static int Weekday(int days) => (int)(((days + 3L) % 7 + 7) % 7) + 1;

    public static int DayOfYear(int days) => days - Of(Parts(days).Year, 1, 1) + 1;

    /// <summary>The day and the microseconds into it.</summary>
    public static (int Day, long Time) Split(long microseconds)
    {
        long day = Zone.FloorDivide(microseconds, MicrosecondsPerDay);
        return ((int)day, microseconds - day * MicrosecondsPerDay);
    }
}
