using System.Globalization;

namespace FlowForge.Core.Plans.Parameters;

/// <summary>A length of time as plans write it: <c>90s 15m 12h 7d 2w 3mo 1y</c>. Months and years follow the calendar.</summary>
public sealed record PlanDuration(int Amount, TimeUnit Unit)
{
    private static readonly (string Suffix, TimeUnit Unit)[] s_units =
    [
        ("mo", TimeUnit.Month), ("s", TimeUnit.Second), ("m", TimeUnit.Minute), ("h", TimeUnit.Hour), ("d", TimeUnit.Day), ("w", TimeUnit.Week), ("y", TimeUnit.Year),
    ];

    /// <summary>Null when the text is no length of time, or is zero.</summary>
    public static PlanDuration? Parse(string text)
    {
        foreach ((string suffix, TimeUnit unit) in s_units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            return int.TryParse(text.AsSpan(..^suffix.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int amount) && amount > 0 ? new PlanDuration(amount, unit) : null;
        }
        return null;
    }

    public override string ToString() => $"{Amount}{s_units.First(row => row.Unit == Unit).Suffix}";

    /// <summary>The same in Spark SQL: <c>INTERVAL 7 DAYS</c>.</summary>
    public string ToSparkSql() => $"INTERVAL {Amount} {Unit.ToString().ToUpperInvariant()}S";
}

public enum TimeUnit
{
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}
