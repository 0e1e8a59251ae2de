using System.Globalization;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Dates and timestamps in the forms that Spark's casts take: <c>2024</c>, <c>2024-2-9</c>, <c>2024-02-29T12:34:56.1+02:00</c>.</summary>
internal static class MomentText
{
    /// <summary>Days since 1970; null when the text is no date.</summary>
    public static int? Date(string text)
    {
        ReadOnlySpan<char> rest = TrimBlanks(text);
        return ReadDate(ref rest, out bool whole) is { } days && (rest.IsEmpty || whole && rest[0] is ' ' or 'T') ? days : null;
    }

    /// <summary>Microseconds of the wall clock; a zone in the text is passed over.</summary>
    public static long? Local(string text) => Read(text, out _);

    /// <summary>Microseconds of the instant, at the text's zone or else the session's.</summary>
    public static long? Instant(string text, Zone session)
    {
        if (Read(text, out string zone) is not { } local) return null;
        Zone? stated = zone.Length == 0 ? session : Zone.TryOf(zone);
        return stated?.ToInstant(local);
    }

    internal static ReadOnlySpan<char> TrimBlanks(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && text[0] <= ' ') text = text[1..];
        while (!text.IsEmpty && text[^1] <= ' ') text = text[..^1];
        return text;
    }

    private static long? Read(string text, out string zone)
    {
        ReadOnlySpan<char> rest = TrimBlanks(text);
        zone = "";
        if (ReadDate(ref rest, out bool whole) is not { } days) return null;
        long local = days * Days.MicrosecondsPerDay;
        if (rest.IsEmpty) return local;
        if (!whole || rest[0] is not (' ' or 'T') || !TryTime(rest[1..], out long time, out rest)) return null;
        zone = TrimBlanks(rest).ToString();
        return (zone.Length == 0 || Zone.TryOf(zone) is not null) && local <= long.MaxValue - time ? local + time : null;
    }

    // `whole` tells whether there was a day, so that a time may follow.
    private static int? ReadDate(ref ReadOnlySpan<char> text, out bool whole)
    {
        whole = false;
        int sign = !text.IsEmpty && text[0] == '-' ? -1 : 1;
        if (!text.IsEmpty && text[0] is '-' or '+') text = text[1..];
        if (!Number(ref text, 4, 7, out int year)) return null;
        int month = 1, day = 1;
        if (!text.IsEmpty && text[0] == '-')
        {
            text = text[1..];
            if (!Number(ref text, 1, 2, out month)) return null;
            if (!text.IsEmpty && text[0] == '-')
            {
                text = text[1..];
                if (!Number(ref text, 1, 2, out day)) return null;
                whole = true;
            }
        }
        return Days.TryOf(sign * year, month, day);
    }

    private static bool TryTime(ReadOnlySpan<char> text, out long time, out ReadOnlySpan<char> rest)
    {
        time = 0;
        rest = text;
        if (!Number(ref rest, 1, 2, out int hour) || hour > 23) return false;
        int minute = 0, second = 0, micros = 0;
        if (!Colon(ref rest) || !Number(ref rest, 1, 2, out minute) || minute > 59) return false;
        if (Colon(ref rest) && (!Number(ref rest, 1, 2, out second) || second > 59)) return false;
        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..];
            micros = Fraction(ref rest);
        }
        time = ((hour * 60L + minute) * 60 + second) * 1_000_000 + micros;
        return true;
    }

    private static bool Colon(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != ':') return false;
        text = text[1..];
        return true;
    }

    // Digits beyond microseconds are dropped.
    private static int Fraction(ref ReadOnlySpan<char> text)
    {
        int micros = 0, digits = 0;
        for (; !text.IsEmpty && char.IsAsciiDigit(text[0]); text = text[1..])
            if (digits++ < 6) micros = micros * 10 + (text[0] - '0');
        for (; digits < 6; digits++) micros *= 10;
        return micros;
    }

    private static bool Number(ref ReadOnlySpan<char> text, int least, int most, out int value)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        value = 0;
        if (digits < least || digits > most) return false;
        value = int.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        text = text[digits..];
        return true;
    }
}
