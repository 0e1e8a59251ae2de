using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>A pattern of Java's DateTimeFormatter in English, as far as Spark takes it. Immutable, thread-safe.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/sql-ref-datetime-pattern.html</remarks>
internal sealed class DatePattern
{
    private static readonly ConcurrentDictionary<string, DatePattern> s_known = new(StringComparer.Ordinal);
    private static readonly string[] s_months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] s_weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private readonly List<(char Letter, int Count, string Text)> _parts = [];

    private DatePattern(string pattern) => Split(pattern);

    /// <exception cref="SparkException">Spark does not take the pattern.</exception>
    public static DatePattern Of(string pattern)
    {
        if (s_known.TryGetValue(pattern, out DatePattern? known)) return known;
        var made = new DatePattern(pattern);
        if (s_known.Count < 1_000) s_known[pattern] = made;
        return made;
    }

    /// <summary>The wall clock as text.</summary>
    /// <param name="local">Microseconds of the wall clock.</param>
    /// <param name="offset">Seconds that it is ahead of UTC.</param>
    /// <param name="zone">The zone's name, for V.</param>
    /// <param name="abbreviation">The zone's name in short, for z: EST or EDT.</param>
    public string Format(long local, int offset, string zone = "UTC", string abbreviation = "UTC")
    {
        (int day, long time) = Days.Split(local);
        var text = new StringBuilder();
        foreach ((char letter, int count, string literal) in _parts)
            if (letter == '\0') text.Append(literal);
            else if (letter is not ('[' or ']')) text.Append(letter == 'z' ? abbreviation : FormatField(letter, count, day, time, offset, zone));
        return text.ToString();
    }

    /// <summary>The wall clock of a text, and its offset from UTC where it has one; null when the text does not fit whole.</summary>
    public (long Local, int? Offset)? Parse(string text)
    {
        var fields = new Fields();
        int at = 0;
        return ParseParts(text, 0, _parts.Count, ref at, ref fields) && at == text.Length ? fields.Resolve() : null;
    }

    /// <summary>An optional section that does not fit is passed over, as if it were not there.</summary>
    private bool ParseParts(string text, int from, int to, ref int at, ref Fields fields)
    {
        for (int i = from; i < to; i++)
        {
            (char letter, int count, string literal) = _parts[i];
            if (letter == '[')
            {
                int close = EndOfSection(i), then = at;
                Fields inside = fields;
                if (ParseParts(text, i + 1, close, ref then, ref inside)) (at, fields) = (then, inside);
                i = close;
            }
            else if (letter == '\0')
            {
                if (string.CompareOrdinal(text, at, literal, 0, literal.Length) != 0) return false;
                at += literal.Length;
            }
            else if (!ParseField(text, ref at, letter, count, NextIsDigits(i), ref fields)) return false;
        }
        return true;
    }

    /// <summary>The bracket that closes a section; the end of the pattern where none does.</summary>
    private int EndOfSection(int open)
    {
        int depth = 0;
        for (int i = open; i < _parts.Count; i++)
        {
            depth += _parts[i].Letter switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0) return i;
        }
        return _parts.Count;
    }

    private bool NextIsDigits(int part) => part + 1 < _parts.Count && (_parts[part + 1].Letter is 'y' or 'u' or 'd' or 'H' or 'h' or 'm' or 's' or 'S' or 'D' or 'k' or 'K' || _parts[part + 1] is ('M' or 'L', <= 2, _));

    private void Split(string pattern)
    {
        for (int i = 0; i < pattern.Length;)
        {
            char c = pattern[i];
            if (c == '\'') i = Literal(pattern, i);
            else if (char.IsAsciiLetter(c))
            {
                int start = i;
                while (i < pattern.Length && pattern[i] == c) i++;
                CheckField(pattern, c, i - start);
                _parts.Add((c, i - start, ""));
            }
            else
            {
                _parts.Add(c is '[' or ']' ? (c, 1, "") : ('\0', 0, c.ToString()));
                i++;
            }
        }
    }

    private int Literal(string pattern, int start)
    {
        var text = new StringBuilder();
        int i = start + 1;
        if (i < pattern.Length && pattern[i] == '\'')
        {
            _parts.Add(('\0', 0, "'"));
            return i + 1;
        }
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] != '\'') text.Append(pattern[i]);
            else if (i + 1 < pattern.Length && pattern[i + 1] == '\'') text.Append(pattern[i++]);
            else break;
        }
        if (i >= pattern.Length) throw new SparkException("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", $"The pattern {pattern} has a quote without end.");
        _parts.Add(('\0', 0, text.ToString()));
        return i + 1;
    }

    private static void CheckField(string pattern, char letter, int count)
    {
        if (letter is 'Y' or 'W' or 'w' or 'u' or 'A' or 'N' or 'n' or 'c' or 'e' or 'p' or 'g') throw new SparkException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", $"The pattern {pattern} has {letter}, which Spark does not take since 3.0.");
        bool known = letter switch
        {
            'y' => count <= 6,
            'M' or 'L' or 'E' or 'Q' or 'q' or 'O' => count <= 4,
            'd' or 'H' or 'h' or 'K' or 'k' or 'm' or 's' => count <= 2,
            'D' => count <= 3,
            'S' => count <= 9,
            'a' => count == 1,
            'G' or 'z' => count <= 4,
            'X' or 'x' or 'Z' => count <= 5,
            'V' => count == 2,
            'F' => count == 1,
            _ => false,
        };
        if (!known) throw new SparkException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", $"The pattern {pattern} has {new string(letter, count)}, which Spark does not take since 3.0.");
    }

    private static string FormatField(char letter, int count, int day, long time, int offset, string zone)
    {
        (int year, int month, int dayOfMonth) = Days.Parts(day);
        int hour = (int)(time / 3_600_000_000);
        return letter switch
        {
            'G' => count == 4 ? (year > 0 ? "Anno Domini" : "Before Christ") : year > 0 ? "AD" : "BC",
            'y' => count == 2 ? Padded((year > 0 ? year : 1 - year) % 100, 2) : Padded(year > 0 ? year : 1 - year, count),
            'M' or 'L' => count switch { 4 => s_months[month - 1], 3 => s_months[month - 1][..3], _ => Padded(month, count) },
            'Q' or 'q' => count switch { 4 => $"{Ordinal((month + 2) / 3)} quarter", 3 => $"Q{(month + 2) / 3}", _ => Padded((month + 2) / 3, count) },
            'd' => Padded(dayOfMonth, count),
            'D' => Padded(Days.DayOfYear(day), count),
            'E' => count == 4 ? s_weekdays[Days.Weekday(day) - 1] : s_weekdays[Days.Weekday(day) - 1][..3],
            'F' => Padded((dayOfMonth - 1) % 7 + 1, count),
            'a' => hour < 12 ? "AM" : "PM",
            'H' => Padded(hour, count),
            'k' => Padded(hour == 0 ? 24 : hour, count),
            'h' => Padded(hour % 12 == 0 ? 12 : hour % 12, count),
            'K' => Padded(hour % 12, count),
            'm' => Padded((int)(time / 60_000_000 % 60), count),
            's' => Padded((int)(time / 1_000_000 % 60), count),
            'S' => ((time % 1_000_000) * 1_000).ToString("000000000", CultureInfo.InvariantCulture)[..count],
            'X' => offset == 0 ? "Z" : Offset(offset, count),
            'x' => Offset(offset, count),
            'Z' => count switch { 4 => LocalizedOffset(offset, true), 5 => offset == 0 ? "Z" : Offset(offset, 3), _ => Offset(offset, 2) },
            'O' => LocalizedOffset(offset, count == 4),
            _ => zone,
        };
    }

    private static string Ordinal(int number) => number switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => $"{number}th" };

    private static string Padded(int value, int count) => value.ToString(CultureInfo.InvariantCulture).PadLeft(count, '0');

    // 1: +hh with minutes only when there are, 2: +hhmm, 3: +hh:mm, 4 and 5 with seconds when there are.
    private static string Offset(int seconds, int count)
    {
        int size = Math.Abs(seconds);
        string colon = count is 3 or 5 ? ":" : "";
        string minutes = count == 1 && size / 60 % 60 == 0 ? "" : $"{colon}{size / 60 % 60:00}";
        string rest = count >= 4 && size % 60 != 0 ? $"{colon}{size % 60:00}" : "";
        return $"{(seconds < 0 ? '-' : '+')}{size / 3_600:00}{minutes}{rest}";
    }

    private static string LocalizedOffset(int seconds, bool full)
    {
        if (seconds == 0) return "GMT";
        int size = Math.Abs(seconds);
        string minutes = full || size / 60 % 60 != 0 ? $":{size / 60 % 60:00}" : "";
        return $"GMT{(seconds < 0 ? '-' : '+')}{(full ? $"{size / 3_600:00}" : $"{size / 3_600}")}{minutes}";
    }

    private static bool ParseField(string text, ref int at, char letter, int count, bool nextIsDigits, ref Fields fields)
    {
        switch (letter)
        {
            case 'M' or 'L' when count >= 3: return Word(text, ref at, s_months, count == 4, out fields.Month);
            case 'E': return Word(text, ref at, s_weekdays, count == 4, out _);
            case 'a':
                bool morning = Starts(text, at, "AM");
                fields.Afternoon = !morning;
                if (!morning && !Starts(text, at, "PM")) return false;
                at += 2;
                return true;
            case 'G':
                if (!Starts(text, at, "AD")) return false;
                at += 2;
                return true;
            case 'X' or 'x' or 'Z' or 'O' or 'z' or 'V': return ParseZone(text, ref at, letter, out fields.Offset);
            case 'S': return Fraction(text, ref at, count, out fields.Micros);
        }
        int most = letter == 'y' && count != 2 ? nextIsDigits || count >= 4 ? count : 10 : nextIsDigits || count > 1 ? Math.Max(count, letter == 'D' ? 3 : count) : letter == 'D' ? 3 : 2;
        int least = letter == 'D' ? 1 : count;
        if (!Number(text, ref at, least, most, out int value)) return false;
        switch (letter)
        {
            case 'y': fields.Year = count == 2 ? 2_000 + value : value; break;
            case 'M' or 'L': fields.Month = value; break;
            case 'd': fields.Day = value; break;
            case 'D': fields.DayOfYear = value; break;
            case 'H' or 'k': fields.Hour = letter == 'k' ? value % 24 : value; break;
            case 'h' or 'K': fields.HalfHour = value % 12; break;
            case 'm': fields.Minute = value; break;
            case 's': fields.Second = value; break;
            case 'Q' or 'q' or 'F': break;
        }
        return true;
    }

    private static bool Starts(string text, int at, string word) => string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool Word(string text, ref int at, string[] words, bool whole, out int? number)
    {
        for (int i = 0; i < words.Length; i++)
        {
            string word = whole ? words[i] : words[i][..3];
            if (!Starts(text, at, word)) continue;
            at += word.Length;
            number = i + 1;
            return true;
        }
        number = null;
        return false;
    }

    private static bool ParseZone(string text, ref int at, char letter, out int? offset)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '-' or ':' or '/' or '_')) end++;
        string zone = text[at..end];
        at = end;
        offset = zone.Length > 0 && (letter is 'V' or 'z' or 'O' || zone == "Z" || zone[0] is '+' or '-') && Zone.TryOf(zone) is { } found ? found.OffsetAt(0) : null;
        return offset is not null;
    }

    private static bool Fraction(string text, ref int at, int count, out int micros)
    {
        int digits = 0;
        micros = 0;
        for (; at < text.Length && digits < count && char.IsAsciiDigit(text[at]); at++, digits++)
            if (digits < 6) micros = micros * 10 + (text[at] - '0');
        for (int i = digits; i < 6; i++) micros *= 10;
        return digits > 0;
    }

    private static bool Number(string text, ref int at, int least, int most, out int value)
    {
        int digits = 0;
        value = 0;
        while (at + digits < text.Length && digits < most && char.IsAsciiDigit(text[at + digits])) digits++;
        if (digits < least || !int.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out value)) return false;
        at += digits;
        return true;
    }

    private struct Fields
    {
        public int? Year, Month, Day, DayOfYear, Hour, HalfHour, Minute, Second, Offset;
        public int Micros;
        public bool Afternoon;

        public readonly (long Local, int? Offset)? Resolve()
        {
            int year = Year ?? 1970;
            int? day = DayOfYear is { } ofYear && Month is null ? ofYear >= 1 && ofYear <= (Days.IsLeap(year) ? 366 : 365) ? Days.Of(year, 1, 1) + ofYear - 1 : null : Days.TryOf(year, Month ?? 1, Day ?? 1);
            int hour = Hour ?? (HalfHour ?? 0) + (Afternoon ? 12 : 0), minute = Minute ?? 0, second = Second ?? 0;
            if (day is null || hour > 23 || minute > 59 || second > 59) return null;
            return (day.Value * Days.MicrosecondsPerDay + ((hour * 60L + minute) * 60 + second) * 1_000_000 + Micros, Offset);
        }
    }
}
