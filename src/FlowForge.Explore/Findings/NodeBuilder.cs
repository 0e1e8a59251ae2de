using System.Globalization;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Explore.Findings;

/// <summary>Builds a map of a document, in order. What has no value is left out.</summary>
internal sealed class NodeBuilder
{
    private readonly List<Entry> _entries = [];

    internal bool IsEmpty => _entries.Count == 0;

    internal PlanNode.Map Build() => new([.. _entries]);

    internal NodeBuilder Add(string key, PlanNode? value)
    {
        if (value is not null) _entries.Add(new Entry(new PlanNode.Scalar(key), value));
        return this;
    }

    internal NodeBuilder Add(string key, string? text) => Add(key, text is null ? null : Text(text));

    internal NodeBuilder Add(string key, long number) => Add(key, new PlanNode.Scalar(number.ToString(CultureInfo.InvariantCulture)));

    internal NodeBuilder Add(string key, double? number) => Add(key, number is { } value && double.IsFinite(value) ? Number(value) : null);

    internal NodeBuilder Add(string key, bool value) => Add(key, new PlanNode.Scalar(value ? "true" : "false"));

    /// <summary>Left out when it is 0.</summary>
    internal NodeBuilder AddSome(string key, long number) => number == 0 ? this : Add(key, number);

    internal NodeBuilder AddList<T>(string key, IEnumerable<T> items, Func<T, PlanNode> node)
    {
        PlanNode[] nodes = [.. items.Select(node)];
        return nodes.Length == 0 ? this : Add(key, new PlanNode.List([.. nodes]));
    }

    internal NodeBuilder AddAll<T>(IEnumerable<T> items, Func<T, string> key, Func<T, PlanNode> value)
    {
        foreach (T item in items) _entries.Add(new Entry(TextKey(key(item)), value(item)));
        return this;
    }

    /// <summary>A text that stays one for every reader of YAML: what looks like a number, a date or a truth value is quoted.</summary>
    internal static PlanNode.Scalar Text(string text) => new(text, LooksTyped(text));

    internal static PlanNode.List Texts(IEnumerable<string> texts) => new([.. texts.Select(Text)]);

    internal static PlanNode.Scalar Number(double value) => new(Math.Abs(value) is >= 1e15 or (> 0 and < 1e-6) ? value.ToString("R", CultureInfo.InvariantCulture) : Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture));

    private static PlanNode.Scalar TextKey(string text) => new(text, LooksTyped(text));

    private static bool LooksTyped(string text) =>
        text.Length == 0 || text[0] is (>= '0' and <= '9') or '-' or '+' or '.' or '~' or '=' || text.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n" or "nan";
}
