namespace FlowForge.DuckDb.Values;

/// <summary>A TIME: microseconds since midnight, up to and including 24:00:00.</summary>
public readonly record struct Time(long Microseconds)
{
    public static implicit operator Time(TimeOnly time) => new(time.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary><c>01:02:03.5</c></summary>
    public override string ToString() => Calendar.TimeText(Microseconds, 1_000_000);
}

/// <summary>A TIME_NS: nanoseconds since midnight, up to and including 24:00:00.</summary>
public readonly record struct TimeNs(long Nanoseconds)
{
    /// <summary><c>01:02:03.000000005</c></summary>
    public override string ToString() => Calendar.TimeText(Nanoseconds, 1_000_000_000);
}

/// <summary>A TIME WITH TIME ZONE: the local time of day and how far that clock is ahead of UTC. Lies in vectors as these 64 bits.</summary>
public readonly record struct TimeTz(ulong Bits)
{
    /// <summary>Offsets reach from -15:59:59 to +15:59:59. The engine stores their distance from the highest, so that bits sort by instant.</summary>
    private const int MaxOffsetSeconds = 16 * 3_600 - 1;
    private const int OffsetBits = 24;

    /// <param name="microseconds">Since midnight, local.</param>
    /// <param name="offsetSeconds">East of UTC is positive; at most 57,599 either way.</param>
    public TimeTz(long microseconds, int offsetSeconds)
        : this(Math.Abs(offsetSeconds) <= MaxOffsetSeconds
            ? (ulong)microseconds << OffsetBits | (uint)(MaxOffsetSeconds - offsetSeconds)
            : throw new ArgumentOutOfRangeException(nameof(offsetSeconds), offsetSeconds, "Offset: -57,599 to 57,599 seconds."))
    {
    }

    public long Microseconds => (long)(Bits >> OffsetBits);

    public int OffsetSeconds => MaxOffsetSeconds - (int)(Bits & ((1 << OffsetBits) - 1));

    /// <summary><c>01:02:03.5+05:30</c></summary>
    public override string ToString()
    {
        int offset = Math.Abs(OffsetSeconds);
        var text = $"{Calendar.TimeText(Microseconds, 1_000_000)}{(OffsetSeconds < 0 ? '-' : '+')}{offset / 3_600:00}";
        if (offset % 3_600 != 0) text += $":{offset / 60 % 60:00}";
        return offset % 60 == 0 ? text : $"{text}:{offset % 60:00}";
    }
}
