using System.Globalization;
using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.FixedWidth;

/// <summary>A layout as people write it: <c>10,8,20</c>, or <c>id:1-10,name:11-30</c> with positions counted from 1, both included.</summary>
internal static class WidthsOption
{
    private const int MaxPosition = 1 << 24;

    /// <exception cref="OptionException">Not a layout; says which part and why.</exception>
    internal static FixedLayout Parse(string text)
    {
        var columns = new List<FixedColumn>();
        int next = 0;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = part.LastIndexOf(':');
            string name = colon < 0 ? "" : part[..colon].Trim();
            (int start, int end) = RangeOf(part[(colon + 1)..].Trim(), next, part);
            columns.Add(new FixedColumn(name, start, end, end));
            next = end;
        }
        FixedColumn[] ordered = [.. columns.OrderBy(column => column.Start)];
        for (int i = 1; i < ordered.Length; i++)
            if (ordered[i].Start < ordered[i - 1].End)
                throw new OptionException($"--widths: '{Show(ordered[i - 1])}' and '{Show(ordered[i])}' overlap.");
        return new FixedLayout(columns, TextUnit.Character, "--widths");
    }

    private static (int Start, int End) RangeOf(string range, int next, string part)
    {
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 && TryRead(range, out int width) && next + width <= MaxPosition) return (next, next + width);
        if (dash > 0 && TryRead(range[..dash], out int first) && TryRead(range[(dash + 1)..], out int last) && first <= last) return (first - 1, last);
        throw new OptionException($"--widths: '{part}' is neither a width such as 10 nor a range such as name:11-30 (from 1, both included).");
    }

    private static bool TryRead(string number, out int value) =>
        int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= MaxPosition;

    private static string Show(FixedColumn column) => column.Name.Length > 0 ? column.Name : $"{column.Start + 1}-{column.End}";
}
