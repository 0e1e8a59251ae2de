namespace FlowForge.Convert.Excel.Sheets;

/// <summary>A spreadsheet's day number as a calendar day and a time of day, rounded to milliseconds.</summary>
/// <remarks>In the 1900 system day 1 is 1900-01-01, day 60 is 1900-02-29, a day that never was, and day 0 is no date but the carrier
/// of a bare time. In the 1904 system day 0 is 1904-01-01.</remarks>
internal readonly record struct SerialDate(int Day, int Milliseconds, bool Is1904)
{
    public const int MillisecondsPerDay = 86_400_000;
    private const int FalseLeapDay = 60;

    public bool HasDate => Is1904 || Day > 0;

    /// <summary>Days since 1970-01-01.</summary>
    public int EpochDays => Is1904 ? Day - 24_107 : Day < FalseLeapDay ? Day - 25_568 : Day - 25_569;

    public long EpochMicroseconds => (EpochDays * 86_400_000_000L) + (Milliseconds * 1_000L);

    /// <summary>False for what is no date but a number: before the system's first day, after 9999-12-31, and the day that never was.</summary>
    public static bool TryFrom(double serial, bool is1904, out SerialDate date)
    {
        double lastDay = is1904 ? 2_957_004 : 2_958_466;
        if (!(serial >= 0 && serial < lastDay))
        {
            date = default;
            return false;
        }

        // The day's fraction is rounded apart from the day: a product of both would lose the last bits of it.
        double day = Math.Floor(serial);
        int milliseconds = (int)Math.Round((serial - day) * MillisecondsPerDay);
        date = milliseconds < MillisecondsPerDay
            ? new SerialDate((int)day, milliseconds, is1904)
            : new SerialDate((int)day + 1, 0, is1904);
        return is1904 || date.Day != FalseLeapDay;
    }
}
