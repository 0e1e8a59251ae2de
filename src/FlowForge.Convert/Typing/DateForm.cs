using System.Buffers.Text;

namespace FlowForge.Convert.Typing;

/// <summary>The order in which a date's parts are written.</summary>
public enum DateOrder
{
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// <summary>A way of writing dates: order, separator, month as number or English name. Years have four digits.</summary>
/// <remarks>Two-digit years stay text: their century is a guess.</remarks>
public sealed record DateForm(DateOrder Order, byte Separator, bool NamedMonth)
{
    private static readonly string[] s_months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private readonly bool _isIso = Order == DateOrder.YearMonthDay && Separator == (byte)'-' && !NamedMonth;

    /// <summary>2024-01-31</summary>
    public static DateForm Iso { get; } = new(DateOrder.YearMonthDay, (byte)'-', false);

    /// <summary>Every form; a set of forms is a bit mask over these positions.</summary>
    public static IReadOnlyList<DateForm> All { get; } =
    [
        Iso,
        new(DateOrder.YearMonthDay, (byte)'/', false),
        new(DateOrder.YearMonthDay, (byte)'.', false),
        new(DateOrder.DayMonthYear, (byte)'/', false),
        new(DateOrder.DayMonthYear, (byte)'.', false),
        new(DateOrder.DayMonthYear, (byte)'-', false),
        new(DateOrder.MonthDayYear, (byte)'/', false),
        new(DateOrder.MonthDayYear, (byte)'.', false),
        new(DateOrder.MonthDayYear, (byte)'-', false),
        new(DateOrder.DayMonthYear, (byte)'-', true),
        new(DateOrder.DayMonthYear, (byte)' ', true),
        new(DateOrder.DayMonthYear, (byte)'/', true),
        new(DateOrder.MonthDayYear, (byte)' ', true),
        new(DateOrder.YearMonthDay, (byte)'-', true),
    ];

    public override string ToString()
    {
        string month = NamedMonth ? "Mon" : "MM", mark = ((char)Separator).ToString();
        return Order switch
        {
            DateOrder.YearMonthDay => $"YYYY{mark}{month}{mark}DD",
            DateOrder.DayMonthYear => $"DD{mark}{month}{mark}YYYY",
            DateOrder.MonthDayYear => $"{month}{mark}DD{mark}YYYY",
        };
    }

    /// <summary>Reads a date, with a time of day and a zone after it if there are any.</summary>
    internal bool TryRead(ReadOnlySpan<byte> text, out DateReading reading)
    {
        reading = default;
        int at = 10;
        if (!(_isIso && TryPlainIso(text, out int days)))
        {
            at = 0;
            if (!TryDate(text, ref at, out days)) return false;
        }
        if (at == text.Length)
        {
            reading = new DateReading(days, 0, HasTime: false, HasZone: false, OffsetMinutes: 0);
            return true;
        }
        if (text[at] is (byte)'T' or (byte)'t' or (byte)' ')
        {
            at++;
            while (at < text.Length && text[at] == ' ') at++;
        }
        else
        {
            return false;
        }
        if (!TimeText.TryRead(text[at..], out long micros, out int used)) return false;
        bool isHalfDay = (text[at + used - 1] | 0x20) == 'm';
        at += used;
        if (!TryZone(text[at..], out bool hasZone, out int offset)) return false;
        reading = new DateReading(days, micros, HasTime: true, hasZone, offset) { IsHalfDay = isHalfDay };
        return true;
    }

    private bool TryDate(ReadOnlySpan<byte> text, ref int at, out int days)
    {
        days = 0;
        int year, month, day;
        switch (Order)
        {
            case DateOrder.YearMonthDay:
                if (!Year(text, ref at, out year) || !Mark(text, ref at) || !Month(text, ref at, out month) || !Mark(text, ref at) || !Number(text, ref at, out day))
                    return false;
                break;
            case DateOrder.DayMonthYear:
                if (!Number(text, ref at, out day) || !Mark(text, ref at) || !Month(text, ref at, out month) || !Mark(text, ref at) || !Year(text, ref at, out year))
                    return false;
                break;
            case DateOrder.MonthDayYear:
                if (!Month(text, ref at, out month) || !Mark(text, ref at) || !Number(text, ref at, out day)) return false;
                if (NamedMonth && at < text.Length && text[at] == ',') at++;
                if (!Mark(text, ref at) || !Year(text, ref at, out year)) return false;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
        return TryDays(year, month, day, out days);
    }

    /// <summary>2024-01-31 in ten bytes: how nearly every program writes a date.</summary>
    private static bool TryPlainIso(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        uint a = (uint)text[0] - '0', b = (uint)text[1] - '0', c = (uint)text[2] - '0', d = (uint)text[3] - '0';
        uint e = (uint)text[5] - '0', f = (uint)text[6] - '0', g = (uint)text[8] - '0', h = (uint)text[9] - '0';
        if (Math.Max(Math.Max(Math.Max(a, b), Math.Max(c, d)), Math.Max(Math.Max(e, f), Math.Max(g, h))) > 9) return false;
        return TryDays((int)((a * 1_000) + (b * 100) + (c * 10) + d), (int)((e * 10) + f), (int)((g * 10) + h), out days);
    }

    private static bool TryDays(int year, int month, int day, out int days)
    {
        days = 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > System.DateTime.DaysInMonth(year, month)) return false;
        days = new DateOnly(year, month, day).DayNumber - UnixEpochDay;
        return true;
    }

    /// <summary>1970-01-01 counted from 0001-01-01.</summary>
    internal const int UnixEpochDay = 719_162;

    private bool Mark(ReadOnlySpan<byte> text, ref int at) => at < text.Length && text[at++] == Separator;

    private static bool Year(ReadOnlySpan<byte> text, ref int at, out int year)
    {
        year = 0;
        if (text.Length - at < 4) return false;
        for (int end = at + 4; at < end; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9) return false;
            year = (year * 10) + (int)digit;
        }
        return at == text.Length || (uint)(text[at] - '0') > 9;
    }

    /// <summary>One or two digits.</summary>
    private static bool Number(ReadOnlySpan<byte> text, ref int at, out int value)
    {
        value = 0;
        int start = at;
        for (; at < text.Length && at - start < 2; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9) break;
            value = (value * 10) + (int)digit;
        }
        return at > start;
    }

    private bool Month(ReadOnlySpan<byte> text, ref int at, out int month)
    {
        if (!NamedMonth) return Number(text, ref at, out month);
        int end = at;
        while (end < text.Length && (uint)((text[end] | 0x20) - 'a') < 26) end++;
        ReadOnlySpan<byte> name = text[at..end];
        for (month = 1; month <= 12; month++)
        {
            string full = s_months[month - 1];
            if ((name.Length == 3 || name.Length == full.Length) && SameLetters(name, full))
            {
                at = end;
                return true;
            }
        }
        return false;
    }

    private static bool SameLetters(ReadOnlySpan<byte> name, string lower)
    {
        for (int i = 0; i < name.Length; i++)
            if ((name[i] | 0x20) != lower[i])
                return false;
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out bool hasZone, out int offset)
    {
        (hasZone, offset) = (false, 0);
        if (text.Length > 0 && text[0] == ' ') text = text[1..];
        if (text.Length == 0) return true;
        hasZone = true;
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8)) return true;
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        ReadOnlySpan<byte> rest = text[1..];
        if (rest.Length < 2 || !Utf8Parser.TryParse(rest[..2], out int hours, out int used) || used != 2 || hours > 15) return false;
        rest = rest[2..];
        if (rest.Length > 0 && rest[0] == ':') rest = rest[1..];
        int minutes = 0;
        if (rest.Length is not (0 or 2)) return false;
        if (rest.Length == 2 && (!Utf8Parser.TryParse(rest, out minutes, out used) || used != 2 || minutes > 59)) return false;
        offset = ((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1);
        return true;
    }
}

/// <summary>A date as written: days since 1970-01-01, microseconds of the day, and the zone's offset if it had one.</summary>
internal readonly record struct DateReading(int Days, long Microseconds, bool HasTime, bool HasZone, int OffsetMinutes)
{
    /// <summary>Whether the time was told with AM or PM.</summary>
    internal bool IsHalfDay { get; init; }

    internal const long MicrosPerDay = 86_400_000_000;

    /// <summary>Microseconds since 1970-01-01 00:00: in UTC when there is a zone, as written otherwise.</summary>
    internal long Timestamp => (Days * MicrosPerDay) + Microseconds - (OffsetMinutes * 60_000_000L);
}

/// <summary>Times of day: <c>H:MM</c>, <c>HH:MM:SS</c>, up to six decimals of a second, AM/PM.</summary>
internal static class TimeText
{
    /// <param name="used">How many bytes belong to the time; a zone may follow.</param>
    internal static bool TryRead(ReadOnlySpan<byte> text, out long microseconds, out int used)
    {
        microseconds = 0;
        used = 0;
        if (!Pair(text, ref used, 1, out int hours) || used >= text.Length || text[used] != ':') return false;
        used++;
        if (!Pair(text, ref used, 2, out int minutes) || minutes > 59) return false;
        int seconds = 0, fraction = 0;
        if (used < text.Length && text[used] == ':')
        {
            used++;
            if (!Pair(text, ref used, 2, out seconds) || seconds > 59) return false;
            if (used < text.Length && text[used] is (byte)'.' or (byte)',')
            {
                int digits = 0;
                for (used++; used < text.Length && (uint)(text[used] - '0') <= 9; used++)
                {
                    // A seventh digit would be lost unless it is zero: then the text is not a time of ours.
                    if (digits >= 6 && text[used] != '0') return false;
                    if (digits++ < 6) fraction = (fraction * 10) + text[used] - '0';
                }
                if (digits == 0) return false;
                for (; digits < 6; digits++) fraction *= 10;
            }
        }
        if (!HalfOfDay(text, ref used, ref hours)) return false;
        if (hours > 23) return false;
        microseconds = ((((hours * 60L) + minutes) * 60) + seconds) * 1_000_000 + fraction;
        return true;
    }

    private static bool HalfOfDay(ReadOnlySpan<byte> text, ref int used, ref int hours)
    {
        int at = used;
        if (at < text.Length && text[at] == ' ') at++;
        if (text.Length - at < 2 || (text[at + 1] | 0x20) != 'm') return true;
        int half = text[at] | 0x20;
        if (half is not ('a' or 'p')) return true;
        if (hours is < 1 or > 12) return false;
        hours = (hours % 12) + (half == 'p' ? 12 : 0);
        used = at + 2;
        return true;
    }

    private static bool Pair(ReadOnlySpan<byte> text, ref int at, int least, out int value)
    {
        value = 0;
        int start = at;
        for (; at < text.Length && at - start < 2; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9) break;
            value = (value * 10) + (int)digit;
        }
        return at - start >= least;
    }
}
