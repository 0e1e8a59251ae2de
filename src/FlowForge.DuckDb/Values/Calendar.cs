namespace FlowForge.DuckDb.Values;

/// <summary>Days since 1970-01-01 as dates of the proleptic Gregorian calendar, over the engine's whole range (5877642 BC to 5881580).</summary>
internal static class Calendar
{
    internal const long MicrosecondsPerDay = 86_400_000_000;

    private const int DaysPerEra = 146_097;

    /// <summary>The date as DuckDB writes it: years of four digits or more, those before 1 as <c>(BC)</c>.</summary>
    internal static string DateText(long days)
    {
        (long year, int month, int day) = FromDays(days);
        (string text, string suffix) = year > 0 ? ($"{year:0000}", "") : ($"{1 - year:0000}", " (BC)");
        return $"{text}-{month:00}-{day:00}{suffix}";
    }

    /// <summary>The time of day, with a fraction only when there is one and without zeros at its end.</summary>
    /// <param name="perSecond">Units in a second: 1,000,000 for microseconds.</param>
    internal static string TimeText(long units, long perSecond)
    {
        long seconds = units / perSecond;
        long fraction = units % perSecond;
        var text = $"{seconds / 3_600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}";
        if (fraction == 0) return text;
        int digits = perSecond.ToString().Length - 1;
        return $"{text}.{fraction.ToString().PadLeft(digits, '0').TrimEnd('0')}";
    }

    // Years run from March, so a leap day ends a year and an era of 400 years always has the same length.
    private static (long Year, int Month, int Day) FromDays(long days)
    {
        long shifted = days + 719_468;
        long era = Math.DivRem(shifted, DaysPerEra, out long dayOfEra);
        if (dayOfEra < 0) (era, dayOfEra) = (era - 1, dayOfEra + DaysPerEra);
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long march = (5 * dayOfYear + 2) / 153;
        int month = (int)(march < 10 ? march + 3 : march - 9);
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (153 * march + 2) / 5 + 1));
    }
}
