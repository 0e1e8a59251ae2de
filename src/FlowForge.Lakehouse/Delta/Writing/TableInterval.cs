using System.Globalization;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Times in table properties: <c>interval 30 days</c>, <c>interval 1 week 12 hours</c>.</summary>
internal static class TableInterval
{
    private static readonly Dictionary<string, TimeSpan> s_units = new()
    {
        ["week"] = TimeSpan.FromDays(7),
        ["day"] = TimeSpan.FromDays(1),
        ["hour"] = TimeSpan.FromHours(1),
        ["minute"] = TimeSpan.FromMinutes(1),
        ["second"] = TimeSpan.FromSeconds(1),
        ["millisecond"] = TimeSpan.FromMilliseconds(1),
        ["microsecond"] = TimeSpan.FromMicroseconds(1),
    };

    /// <summary>The default when the property is not set; null when it is set to what is no interval, so that nothing is deleted because of a slip.</summary>
    internal static TimeSpan? Parse(string? text, TimeSpan orElse)
    {
        if (text is null) return orElse;
        string[] words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0 && words[0] == "interval") words = words[1..];
        if (words.Length == 0 || words.Length % 2 != 0) return null;
        TimeSpan total = TimeSpan.Zero;
        for (int i = 0; i < words.Length; i += 2)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || !s_units.TryGetValue(words[i + 1].TrimEnd('s'), out TimeSpan unit)) return null;
            total += count * unit;
        }
        return total;
    }
}
