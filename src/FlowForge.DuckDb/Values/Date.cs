namespace FlowForge.DuckDb.Values;

/// <summary>A DATE: days since 1970-01-01 in the proleptic Gregorian calendar, 5877642 BC to 5881580, or an infinity.</summary>
public readonly record struct Date(int Days) : IComparable<Date>
{
    public static Date Infinity => new(int.MaxValue);

    public static Date NegativeInfinity => new(-int.MaxValue);

    private static int UnixDayNumber => new DateOnly(1970, 1, 1).DayNumber;

    public bool IsFinite => this != Infinity && this != NegativeInfinity;

    public static implicit operator Date(DateOnly date) => new(date.DayNumber - UnixDayNumber);

    /// <exception cref="OverflowException">Infinite, or outside the years 1 to 9999.</exception>
    public DateOnly ToDateOnly()
    {
        long number = (long)Days + UnixDayNumber;
        return number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw new OverflowException($"{this} is outside the years 1 to 9999.");
    }

    public int CompareTo(Date other) => Days.CompareTo(other.Days);

    /// <summary>As DuckDB writes it: <c>2024-02-29</c>, <c>0044-03-15 (BC)</c>, <c>infinity</c>.</summary>
    public override string ToString() => this == Infinity ? "infinity" : this == NegativeInfinity ? "-infinity" : Calendar.DateText(Days);

    public static bool operator <(Date left, Date right) => left.Days < right.Days;

    public static bool operator >(Date left, Date right) => left.Days > right.Days;

    public static bool operator <=(Date left, Date right) => left.Days <= right.Days;

    public static bool operator >=(Date left, Date right) => left.Days >= right.Days;
}
