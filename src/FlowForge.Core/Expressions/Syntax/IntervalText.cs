using System.Globalization;
using System.Text.RegularExpressions;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Intervals as Spark writes them, to and from months or microseconds.</summary>
public static partial class IntervalText
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private static readonly Dictionary<string, (IntervalUnit Unit, decimal Factor)> s_units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["year"] = (IntervalUnit.Year, 12),
        ["quarter"] = (IntervalUnit.Month, 3),
        ["month"] = (IntervalUnit.Month, 1),
        ["week"] = (IntervalUnit.Day, 7 * 86_400_000_000m),
        ["day"] = (IntervalUnit.Day, 86_400_000_000m),
        ["hour"] = (IntervalUnit.Hour, 3_600_000_000m),
        ["minute"] = (IntervalUnit.Minute, 60_000_000m),
        ["second"] = (IntervalUnit.Second, MicrosecondsPerSecond),
        ["millisecond"] = (IntervalUnit.Second, 1_000),
        ["microsecond"] = (IntervalUnit.Second, 1),
    };

    internal static bool IsUnit(string word) => s_units.ContainsKey(Singular(word));

    /// <summary>A sum of values with units; null when one is unknown, out of range, or months meet days.</summary>
    internal static Literal? Of(IReadOnlyList<(string Value, string Unit)> parts)
    {
        decimal months = 0, microseconds = 0;
        IntervalUnit first = IntervalUnit.Second, last = IntervalUnit.Year;
        foreach ((string text, string word) in parts)
        {
            if (!s_units.TryGetValue(Singular(word), out (IntervalUnit Unit, decimal Factor) unit) || !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) return null;
            if (value != decimal.Truncate(value) && unit.Unit != IntervalUnit.Second || Math.Abs(value) > long.MaxValue) return null;
            if (unit.Unit <= IntervalUnit.Month) months += value * unit.Factor;
            else microseconds += decimal.Truncate(value * unit.Factor);
            (first, last) = (unit.Unit < first ? unit.Unit : first, unit.Unit > last ? unit.Unit : last);
        }
        if (parts.Count == 0 || first <= IntervalUnit.Month && last > IntervalUnit.Month) return null;
        if (first <= IntervalUnit.Month) return Math.Abs(months) <= int.MaxValue ? new Literal.Months((int)months, first, last) : null;
        return Math.Abs(microseconds) <= long.MaxValue ? new Literal.Duration((long)microseconds, first, last) : null;
    }

    /// <summary>Text with units inside: <c>1 day 2 hours</c>.</summary>
    internal static Literal? Parse(string text)
    {
        MatchCollection parts = WithUnits().Matches(text);
        string rest = WithUnits().Replace(text, "").Trim();
        if (rest.Length > 0 && !rest.Equals("interval", StringComparison.OrdinalIgnoreCase)) return null;
        return Of([.. parts.Select(part => (part.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal), part.Groups[2].Value))]);
    }

    /// <summary>Text over several units: <c>'1-6' YEAR TO MONTH</c>, <c>'1 02:03:04' DAY TO SECOND</c>.</summary>
    internal static Literal? Range(string text, string firstWord, string lastWord)
    {
        if (!s_units.TryGetValue(Singular(firstWord), out (IntervalUnit Unit, decimal Factor) first) || !s_units.TryGetValue(Singular(lastWord), out (IntervalUnit Unit, decimal Factor) last) || first.Unit >= last.Unit) return null;
        bool negative = text.StartsWith('-');
        string[] values = text.TrimStart('+', '-').Split(' ', '-', ':');
        if (values.Length != last.Unit - first.Unit + 1) return null;
        var parts = new List<(string, string)>();
        for (int i = 0; i < values.Length; i++) parts.Add(((negative ? "-" : "") + values[i], (first.Unit + i).ToString()));
        return Of(parts) switch
        {
            Literal.Months months => months with { First = first.Unit, Last = last.Unit },
            Literal.Duration time => time with { First = first.Unit, Last = last.Unit },
            _ => null,
        };
    }

    /// <summary>As Spark shows it: <c>INTERVAL '1-6' YEAR TO MONTH</c>.</summary>
    public static string Months(int months, IntervalUnit first, IntervalUnit last)
    {
        long size = Math.Abs((long)months);
        string value = (first, last) switch
        {
            (IntervalUnit.Year, IntervalUnit.Year) => $"{size / 12}",
            (IntervalUnit.Month, IntervalUnit.Month) => $"{size}",
            _ => $"{size / 12}-{size % 12}",
        };
        return $"INTERVAL '{(months < 0 ? "-" : "")}{value}' {Units(first, last)}";
    }

    /// <summary>As Spark shows it: <c>INTERVAL '1 02:03:04' DAY TO SECOND</c>.</summary>
    public static string Duration(long microseconds, IntervalUnit first, IntervalUnit last)
    {
        UInt128 rest = (UInt128)Int128.Abs(microseconds);
        var text = new System.Text.StringBuilder();
        for (IntervalUnit unit = first; unit <= last; unit++)
        {
            ulong per = (ulong)s_units[unit.ToString()].Factor;
            (UInt128 count, rest) = UInt128.DivRem(rest, per);
            if (unit > first) text.Append(unit == IntervalUnit.Hour ? ' ' : ':');
            text.Append(unit > first ? $"{count:00}" : $"{count}");
            if (unit == IntervalUnit.Second && rest > 0) text.Append($".{(ulong)rest:000000}".TrimEnd('0'));
        }
        return $"INTERVAL '{(microseconds < 0 ? "-" : "")}{text}' {Units(first, last)}";
    }

    internal static string Units(IntervalUnit first, IntervalUnit last) =>
        (first == last ? $"{first}" : $"{first} to {last}").ToUpperInvariant();

    private static string Singular(string word) => word.Length > 3 && word[^1] is 's' or 'S' ? word[..^1] : word;

    [GeneratedRegex(@"([+-]?\s*\d*\.?\d+)\s+([a-zA-Z]+)")]
    private static partial Regex WithUnits();
}
