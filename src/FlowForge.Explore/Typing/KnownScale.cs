using System.Collections.Frozen;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Typing;

/// <summary>Categories that have an order everybody knows, from the lowest on; cyclical ones begin again.</summary>
public sealed record KnownScale(string Name, bool IsCyclical, IReadOnlyList<string> Steps)
{
    private FrozenDictionary<string, int> Places { get; } = Steps.Select((step, place) => (step, place)).ToFrozenDictionary(step => step.step, step => step.place, StringComparer.OrdinalIgnoreCase);

    private static readonly KnownScale[] s_all =
    [
        new("level", false, ["none", "very low", "low", "medium", "moderate", "high", "very high", "critical", "extreme"]),
        new("low-medium-high", false, ["low", "mid", "high"]),
        new("severity", false, ["none", "minor", "mild", "moderate", "major", "severe", "critical", "fatal"]),
        new("size", false, ["tiny", "small", "medium", "large", "extra large", "huge", "giant"]),
        new("clothes", false, ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"]),
        new("metal", false, ["basic", "bronze", "silver", "gold", "platinum", "diamond"]),
        new("plan", false, ["free", "basic", "standard", "plus", "premium", "enterprise"]),
        new("frequency", false, ["never", "rarely", "seldom", "sometimes", "often", "usually", "always"]),
        new("period", false, ["daily", "weekly", "biweekly", "monthly", "quarterly", "semiannual", "yearly", "annually", "annual"]),
        new("agreement", false, ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"]),
        new("quality", false, ["very bad", "very poor", "bad", "poor", "fair", "average", "good", "very good", "excellent"]),
        new("satisfaction", false, ["very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"]),
        new("priority", false, ["trivial", "low", "normal", "medium", "high", "urgent", "critical", "blocker"]),
        new("education", false, ["none", "primary", "elementary", "secondary", "high school", "college", "associate", "bachelor", "bachelors", "master", "masters", "phd", "doctorate"]),
        new("age", false, ["baby", "infant", "puppy", "kitten", "child", "young", "teen", "adult", "mature", "senior", "elderly"]),
        new("weekday", true, ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
        new("weekday", true, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        new("month", true, ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]),
        new("month", true, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        new("season", true, ["spring", "summer", "autumn", "fall", "winter"]),
    ];

    /// <summary>The scale that holds all values, at least two different steps of it; null when there is none.</summary>
    public static KnownScale? Find(IReadOnlyList<ValueCount> values)
    {
        string[] known = [.. values.Select(value => value.Value.Trim().ToLowerInvariant()).Where(value => value.Length > 0).Distinct()];
        return known.Length < 2 ? null : s_all.FirstOrDefault(scale => known.All(scale.Places.ContainsKey));
    }

    /// <summary>The values in the scale's order.</summary>
    public IEnumerable<string> Ordered(IEnumerable<string> values) => values.OrderBy(value => Places.GetValueOrDefault(value.Trim().ToLowerInvariant())).ThenBy(value => value, StringComparer.Ordinal);
}
