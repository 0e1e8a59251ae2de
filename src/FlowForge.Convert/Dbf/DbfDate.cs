namespace FlowForge.Convert.Dbf;

/// <summary>Dates and moments as DBF files store them.</summary>
internal static class DbfDate
{
    private const long MicrosPerMillisecond = 1_000;
    private const long MillisecondsPerDay = 86_400_000;
    private const int JulianUnixEpoch = 2_440_588;
    private const int JulianYear1 = 1_721_426;
    private const int JulianYear10000 = 5_373_485;

    // Days from the day before 0001-01-01 to 1970-01-01: BDE counts 0001-01-01 as day 1.
    private const int BdeUnixEpoch = 719_163;

    private static readonly System.Buffers.SearchValues<byte> s_punctuation = System.Buffers.SearchValues.Create(" \0/-.0"u8);

    /// <summary>What a date field holds.</summary>
    internal enum Kind
    {
        /// <summary>Blanks, zeros, or only punctuation such as <c>  /  /  </c>.</summary>
        Blank,
        Date,
        Other,
    }

    /// <summary>Reads YYYYMMDD.</summary>
    /// <param name="days">Since 1970-01-01.</param>
    internal static Kind Read(ReadOnlySpan<byte> cell, out int days)
    {
        days = 0;
        if (cell.Length == 8)
        {
            uint number = 0, bad = 0;
            foreach (byte b in cell)
            {
                uint digit = (uint)(b - '0');
                bad |= digit > 9 ? 1u : 0;
                number = (number * 10) + digit;
            }
            if (bad == 0)
            {
                int year = (int)(number / 10_000), month = (int)(number / 100 % 100), day = (int)(number % 100);
                if (number == 0) return Kind.Blank;
                if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return Kind.Other;
                days = DaysOf(year, month, day);
                return Kind.Date;
            }
        }
        return !cell.ContainsAnyExcept(s_punctuation) ? Kind.Blank : Kind.Other;
    }

    /// <summary>Visual FoxPro: Julian day and millisecond of the day, little endian. Both zero: no value.</summary>
    /// <param name="microseconds">Since 1970-01-01 00:00.</param>
    internal static Kind ReadJulian(int day, int millisecond, out long microseconds)
    {
        microseconds = 0;
        if (day == 0) return Kind.Blank;
        if (day is < JulianYear1 or >= JulianYear10000 || millisecond is < 0 or > (int)MillisecondsPerDay) return Kind.Other;
        microseconds = (((day - JulianUnixEpoch) * MillisecondsPerDay) + millisecond) * MicrosPerMillisecond;
        return Kind.Date;
    }

    /// <summary>dBASE 7 as the Borland engine writes it: milliseconds since the day before 0001-01-01.</summary>
    internal static Kind ReadBde(double milliseconds, out long microseconds)
    {
        microseconds = 0;
        if (!(milliseconds >= MillisecondsPerDay) || milliseconds >= (double)(JulianYear10000 - JulianYear1 + 1) * MillisecondsPerDay) return Kind.Other;
        microseconds = ((long)Math.Round(milliseconds) - (BdeUnixEpoch * MillisecondsPerDay)) * MicrosPerMillisecond;
        return Kind.Date;
    }

    private static int DaysOf(int year, int month, int day)
    {
        // March-based years put the leap day last.
        int y = month <= 2 ? year - 1 : year;
        int shifted = (month + 9) % 12;
        return (365 * y) + (y / 4) - (y / 100) + (y / 400) + (((153 * shifted) + 2) / 5) + day - 1 - 719_468;
    }
}
