using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Values;

/// <summary>An INTERVAL: months, days and microseconds apart, because a month has no fixed length. Lies in vectors in this form.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Interval(int Months, int Days, long Microseconds)
{
    public static implicit operator Interval(TimeSpan span) => new(0, 0, span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>As DuckDB writes it: <c>1 year 2 months -3 days 04:05:06.7</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>(4);
        Add(parts, Months / 12, "year");
        Add(parts, Months % 12, "month");
        Add(parts, Days, "day");
        if (Microseconds != 0 || parts.Count == 0) parts.Add(ClockText());
        return string.Join(' ', parts);
    }

    private static void Add(List<string> parts, int count, string unit)
    {
        if (count != 0) parts.Add(count is 1 or -1 ? $"{count} {unit}" : $"{count} {unit}s");
    }

    private string ClockText()
    {
        UInt128 magnitude = (UInt128)Int128.Abs(Microseconds);
        var text = Calendar.TimeText((long)(magnitude % 1_000_000), 1_000_000)[8..];
        var seconds = (long)(magnitude / 1_000_000);
        return $"{(Microseconds < 0 ? "-" : "")}{seconds / 3_600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}{text}";
    }
}
