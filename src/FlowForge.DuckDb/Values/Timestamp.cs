namespace FlowForge.DuckDb.Values;

/// <summary>What a timestamp counts.</summary>
public enum TimestampUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// <summary>A TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS or TIMESTAMP_NS: units since 1970-01-01 00:00 of no particular zone, or an infinity.</summary>
public readonly record struct Timestamp(long Count, TimestampUnit Unit = TimestampUnit.Microseconds)
{
    private const long Infinite = long.MaxValue;

    public bool IsFinite => Count is not Infinite and not -Infinite;

    private long PerSecond => Unit switch
    {
        TimestampUnit.Seconds => 1,
        TimestampUnit.Milliseconds => 1_000,
        TimestampUnit.Microseconds => 1_000_000,
        TimestampUnit.Nanoseconds => 1_000_000_000,
    };

    /// <summary>The wall clock's reading; the kind is ignored.</summary>
    public static implicit operator Timestamp(DateTime time) => new((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same time counted in another unit.</summary>
    /// <exception cref="OverflowException">It has a finer part than the unit, or is out of the unit's range.</exception>
    public Timestamp In(TimestampUnit unit)
    {
        var target = new Timestamp(Count, unit);
        if (unit == Unit || !IsFinite) return target;
        Int128 scaled = (Int128)Count * target.PerSecond;
        (Int128 count, Int128 rest) = Int128.DivRem(scaled, PerSecond);
        return rest == 0 && count > -Infinite && count < Infinite
            ? target with { Count = (long)count }
            : throw new OverflowException($"{this} cannot be counted in {unit.ToString().ToLowerInvariant()}.");
    }

    /// <exception cref="OverflowException">Infinite, outside the years 1 to 9999, or finer than 100 ns.</exception>
    public DateTime ToDateTime()
    {
        (Int128 ticks, Int128 rest) = Int128.DivRem((Int128)Count * TimeSpan.TicksPerSecond, PerSecond);
        ticks += DateTime.UnixEpoch.Ticks;
        return IsFinite && rest == 0 && ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, DateTimeKind.Unspecified)
            : throw new OverflowException($"{this} does not fit a DateTime.");
    }

    /// <summary>As DuckDB writes it: <c>2024-02-29 01:02:03.5</c>, <c>0044-03-15 (BC) 00:00:00</c>, <c>infinity</c>.</summary>
    public override string ToString()
    {
        if (!IsFinite) return Count > 0 ? "infinity" : "-infinity";
        long days = Math.DivRem(Count, 86_400 * PerSecond, out long rest);
        if (rest < 0) (days, rest) = (days - 1, rest + 86_400 * PerSecond);
        return $"{Calendar.DateText(days)} {Calendar.TimeText(rest, PerSecond)}";
    }
}

/// <summary>A TIMESTAMP WITH TIME ZONE: an instant, in microseconds since 1970-01-01 00:00 UTC, or an infinity. No zone is kept.</summary>
public readonly record struct TimestampTz(long Microseconds)
{
    public bool IsFinite => new Timestamp(Microseconds).IsFinite;

    public static implicit operator TimestampTz(DateTimeOffset time) => new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="OverflowException">Infinite, or outside the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => new(new Timestamp(Microseconds).ToDateTime(), TimeSpan.Zero);

    /// <summary>In UTC: <c>2024-02-29 01:02:03.5+00</c>.</summary>
    public override string ToString() => IsFinite ? $"{new Timestamp(Microseconds)}+00" : new Timestamp(Microseconds).ToString();
}
