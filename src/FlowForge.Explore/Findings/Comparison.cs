using FlowForge.Core.Plans.Documents;

namespace FlowForge.Explore.Findings;

/// <summary>One difference between two documents of findings.</summary>
/// <param name="Path">Keys from the outside in; items of lists by their name or id.</param>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there any more.</param>
public sealed record Difference(string Path, string? Before, string? After)
{
    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"+ {Path}: {After}",
        (_, null) => $"- {Path}: {Before}",
        _ => $"~ {Path}: {Before} → {After}",
    };
}

/// <summary>Compares findings of two explorations.</summary>
public static class Comparison
{
    /// <summary>Keys that tell items of a list apart.</summary>
    private static readonly string[] s_names = ["name", "id", "child", "form", "shape", "value", "type", "left"];

    /// <summary>Changes whenever something is explored, and says nothing about the data.</summary>
    private static readonly string[] s_ignored = ["explored_at", "checks_run"];

    /// <summary>All differences, in the order of the later document. Lists of plain values count as one value.</summary>
    public static IReadOnlyList<Difference> Of(PlanNode before, PlanNode after)
    {
        var found = new List<Difference>();
        Compare(before, after, "", found);
        return found;
    }

    private static void Compare(PlanNode? before, PlanNode? after, string path, List<Difference> found)
    {
        if (before is PlanNode.Map or null && after is PlanNode.Map or null && (before ?? after) is not null) CompareEntries(Entries(before), Entries(after), path, found);
        else if (IsNamed(before) && IsNamed(after)) CompareEntries(Named(before), Named(after), path, found);
        else if (Text(before) is var b && Text(after) is var a && b != a) found.Add(new Difference(path, b, a));
    }

    private static void CompareEntries(List<KeyValuePair<string, PlanNode>> before, List<KeyValuePair<string, PlanNode>> after, string path, List<Difference> found)
    {
        foreach ((string key, PlanNode value) in after)
        {
            if (s_ignored.Contains(key)) continue;
            PlanNode? old = before.Find(entry => entry.Key == key).Value;
            string inner = path.Length == 0 ? key : $"{path}.{key}";
            if (old is null) found.Add(new Difference(inner, null, Text(value)));
            else Compare(old, value, inner, found);
        }
        foreach ((string key, PlanNode value) in before.Where(entry => !after.Exists(other => other.Key == entry.Key))) found.Add(new Difference(path.Length == 0 ? key : $"{path}.{key}", Text(value), null));
    }

    private static List<KeyValuePair<string, PlanNode>> Entries(PlanNode? node) => [.. ((node as PlanNode.Map)?.Entries ?? []).Select(entry => KeyValuePair.Create(entry.Key.Text, entry.Value))];

    private static bool IsNamed(PlanNode? node) => node is PlanNode.List list && list.Items.All(item => item is PlanNode.Map && NameOf(item) is not null);

    private static List<KeyValuePair<string, PlanNode>> Named(PlanNode? node) =>
        [.. node.Items.GroupBy(item => NameOf(item)!).SelectMany(same => same.Select((item, index) => KeyValuePair.Create(index == 0 ? same.Key : $"{same.Key}#{index + 1}", item)))];

    // Checks have their id several times: the column tells them apart.
    private static string? NameOf(PlanNode item) => s_names.Select(name => item.At(name).Text).FirstOrDefault(text => text is not null) is { } name ? item.At("column").Text is { } column ? $"{name}({column})" : name : null;

    private static string? Text(PlanNode? node) => node switch
    {
        null => null,
        PlanNode.Scalar scalar => scalar.Text,
        PlanNode.List list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        PlanNode.Map map => map.At("summary").Text ?? $"{{{string.Join(", ", map.Entries.Take(4).Select(entry => $"{entry.Key.Text}: {Text(entry.Value)}"))}}}",
        _ => "",
    };
}
