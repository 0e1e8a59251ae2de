using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>A time zone: wall clock and instant, both in microseconds since 1970, as java.time has them. Thread-safe.</summary>
/// <remarks>Transitions come from the system's zone files, since TimeZoneInfo rounds the offsets of older times to minutes;
/// without files, and after the last transition of a file, TimeZoneInfo answers.
/// In a gap the wall clock moves on by its length; where it repeats, the earlier instant counts. Source: java.time.ZonedDateTime.ofLocal.</remarks>
internal sealed class Zone
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private static readonly ConcurrentDictionary<string, Zone> s_known = new(StringComparer.Ordinal);

    private readonly TimeZoneInfo _rules;
    private readonly long[] _transitions;
    private readonly int[] _offsets;

    private readonly IReadOnlyDictionary<int, string> _abbreviations;

    private Zone(TimeZoneInfo rules, long[] transitions, int[] offsets, IReadOnlyDictionary<int, string> abbreviations) =>
        (_rules, _transitions, _offsets, _abbreviations) = (rules, transitions, offsets, abbreviations);

    public static bool IsUtc(string id) => id is "UTC" or "Z" or "GMT" or "Etc/UTC" or "+00:00";

    /// <exception cref="SparkException">There is no such zone.</exception>
    public static Zone Of(string id) => TryOf(id) ?? throw new SparkException("INVALID_TIMEZONE", $"There is no time zone {id}.");

    /// <summary>By IANA name or as an offset (+2, +02:00, GMT+2, UTC-3:30); null when there is none.</summary>
    public static Zone? TryOf(string id)
    {
        if (s_known.TryGetValue(id, out Zone? known)) return known;
        Zone? made = FromOffset(id) ?? FromName(id);
        if (made is not null && s_known.Count < 1_000) s_known[id] = made;
        return made;
    }

    /// <summary>Seconds that the wall clock is ahead of UTC.</summary>
    public int OffsetAt(long instant)
    {
        long second = FloorDivide(instant, Second);
        if (_transitions.Length == 0 || second >= _transitions[^1]) return Ruled(second);
        int found = Array.BinarySearch(_transitions, second);
        return _offsets[found >= 0 ? found + 1 : ~found];
    }

    /// <summary>EST or EDT; the zone's own name where it has no such letters.</summary>
    public string AbbreviationAt(long instant, string id) => _abbreviations.GetValueOrDefault(OffsetAt(instant)) is { } letters && char.IsAsciiLetter(letters[0]) ? letters : id;

    public long ToLocal(long instant) => instant + OffsetAt(instant) * Second;

    public long ToInstant(long local)
    {
        long before = OffsetAt(local - Day) * Second, after = OffsetAt(local + Day) * Second;
        if (before == after || ToLocal(local - before) == local) return local - before;
        return ToLocal(local - after) == local ? local - after : local - before;
    }

    internal static long FloorDivide(long value, long by) => value / by - (value % by < 0 ? 1 : 0);

    private int Ruled(long second)
    {
        long clamped = Math.Clamp(second, -62_135_510_400, 253_402_214_400);
        return (int)_rules.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(clamped)).TotalSeconds;
    }

    private static Zone Fixed(int seconds) => new(TimeZoneInfo.Utc, [long.MaxValue], [seconds, seconds], new Dictionary<int, string>());

    private static Zone? FromOffset(string id)
    {
        ReadOnlySpan<char> text = id;
        foreach (string prefix in (string[])["UTC", "GMT", "UT"])
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                text = text[prefix.Length..];
                break;
            }
        if (text.IsEmpty || id == "Z") return Fixed(0);
        if (text[0] is not ('+' or '-')) return null;
        int sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        int seconds = 0, unit = 3_600, parts = 0;
        bool apart = text.Contains(':');
        while (!text.IsEmpty)
        {
            int digits = apart ? text.IndexOf(':') is var colon && colon >= 0 ? colon : text.Length : Math.Min(2, text.Length);
            if (digits is 0 or > 2 || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > (parts == 0 ? 18 : 59) || ++parts > 3) return null;
            seconds += value * unit;
            unit /= 60;
            text = text[digits..].TrimStart(':');
        }
        return Math.Abs(seconds) <= 18 * 3_600 ? Fixed(sign * seconds) : null;
    }

    private static Zone? FromName(string id)
    {
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')) return null;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? rules)) return null;
        string file = Path.Combine("/usr/share/zoneinfo", id);
        return File.Exists(file) && Read(File.ReadAllBytes(file), rules) is { } zone ? zone : new Zone(rules, [], [], new Dictionary<int, string>());
    }

    // TZif, its second part with times of 64 bits. Source: RFC 8536.
    private static Zone? Read(byte[] file, TimeZoneInfo rules)
    {
        const int Header = 44;
        if (file.Length < Header * 2 || !file.AsSpan(0, 4).SequenceEqual("TZif"u8) || file[4] < (byte)'2') return null;
        int[] first = Counts(file, 0);
        int start = Header + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0];
        if (start < Header || start + Header > file.Length) return null;
        int[] counts = Counts(file, start);
        (int times, int types) = (counts[3], counts[4]);
        int at = start + Header;
        if (times < 0 || types <= 0 || at + times * 9L + types * 6L > file.Length) return null;
        var transitions = new long[times];
        var offsets = new int[times + 1];
        var abbreviations = new Dictionary<int, string>();
        offsets[0] = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + times * 9));
        for (int i = 0; i < times; i++)
        {
            transitions[i] = BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(at + i * 8));
            int type = file[at + times * 8 + i];
            if (type >= types) return null;
            offsets[i + 1] = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + times * 9 + type * 6));
            // The latest of an offset counts: EDT, not the EPT of 1945.
            if (Letters(file.AsSpan(at + times * 9), types, type) is { } letters) abbreviations[offsets[i + 1]] = letters;
        }
        return new Zone(rules, transitions, offsets, abbreviations);
    }

    // A type's last byte is where its letters begin behind all types.
    private static string? Letters(ReadOnlySpan<byte> types, int count, int type)
    {
        ReadOnlySpan<byte> letters = types[(count * 6)..];
        int start = types[type * 6 + 5];
        int length = start < letters.Length ? letters[start..].IndexOf((byte)0) : 0;
        return length > 0 ? System.Text.Encoding.ASCII.GetString(letters.Slice(start, length)) : null;
    }

    // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
    private static int[] Counts(byte[] file, int header)
    {
        var counts = new int[6];
        for (int i = 0; i < 6; i++) counts[i] = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(header + 20 + i * 4));
        return counts;
    }
}
