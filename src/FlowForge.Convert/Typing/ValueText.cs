using System.Globalization;
using System.Text;

namespace FlowForge.Convert.Typing;

/// <summary>The one spelling of a value where it has to become text: ISO dates, plain decimals, the shortest double that reads back the same.</summary>
public static class ValueText
{
    public static string OfDouble(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15) return ((long)value).ToString(CultureInfo.InvariantCulture);
        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    public static string OfDecimal(Int128 unscaled, int scale)
    {
        if (scale <= 0) return (unscaled * PowerOfTen(-scale)).ToString(CultureInfo.InvariantCulture);
        string digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return new StringBuilder(unscaled < 0 ? "-" : "").Append(digits.AsSpan(0, digits.Length - scale)).Append('.').Append(digits.AsSpan(digits.Length - scale)).ToString();
    }

    /// <param name="days">Since 1970-01-01.</param>
    public static string OfDate(int days)
    {
        int day = days + DateForm.UnixEpochDay;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : $"day {days} from 1970-01-01";
    }

    /// <param name="microseconds">Since midnight; 24 hours and more are a duration and stay hours.</param>
    public static string OfTime(long microseconds)
    {
        string sign = microseconds < 0 ? "-" : "";
        long rest = Math.Abs(microseconds);
        string text = $"{sign}{rest / 3_600_000_000:00}:{rest / 60_000_000 % 60:00}:{rest / 1_000_000 % 60:00}";
        long fraction = rest % 1_000_000;
        return fraction == 0 ? text : $"{text}.{fraction:000000}".TrimEnd('0');
    }

    /// <param name="microseconds">Since 1970-01-01 00:00.</param>
    public static string OfTimestamp(long microseconds)
    {
        long days = Math.DivRem(microseconds, DateReading.MicrosPerDay, out long rest);
        if (rest < 0)
        {
            days--;
            rest += DateReading.MicrosPerDay;
        }
        return $"{OfDate((int)days)} {OfTime(rest)}";
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
