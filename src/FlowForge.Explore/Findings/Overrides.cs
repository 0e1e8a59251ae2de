using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Findings;

/// <summary>What people said about a dataset: it wins over what is guessed, and a later exploration keeps it.</summary>
/// <param name="Types">By column.</param>
/// <param name="Target">The column to predict; null: guess.</param>
/// <param name="Key">The columns that tell rows apart; empty: guess.</param>
/// <param name="Time">The column that says when; null: guess.</param>
public sealed record Overrides(IReadOnlyDictionary<string, SemanticType> Types, string? Target, IReadOnlyList<string> Key, string? Time)
{
    public const string Section = "overrides";

    private static readonly string[] s_keys = ["types", "target", "key", "time"];

    public static Overrides None { get; } = new(new Dictionary<string, SemanticType>(), null, [], null);

    public bool IsEmpty => Types.Count == 0 && Target is null && Key.Count == 0 && Time is null;

    /// <param name="findings">A findings document, or null when there is none yet.</param>
    /// <exception cref="InputException">Something in the section is not an override.</exception>
    public static Overrides Read(PlanNode? findings)
    {
        if ((findings as PlanNode.Map)?[Section] is not PlanNode.Map section) return None;
        foreach (Entry entry in section.Entries)
            if (!s_keys.Contains(entry.Key.Text)) throw Wrong(entry.Key, $"'{entry.Key.Text}' is not an override.", $"Overrides: {string.Join(", ", s_keys)}.");
        var types = new Dictionary<string, SemanticType>(StringComparer.OrdinalIgnoreCase);
        foreach (Entry entry in (section["types"] as PlanNode.Map)?.Entries ?? [])
            types[entry.Key.Text] = SemanticTypes.Find(TextOf(entry.Value) ?? "") ?? throw Wrong(entry.Key, $"'{TextOf(entry.Value)}' is not a semantic type.", $"Types: {string.Join(", ", Enum.GetValues<SemanticType>().Select(type => type.Word))}.");
        string[] key = section["key"] switch
        {
            PlanNode.List list => [.. list.Items.Select(TextOf).OfType<string>()],
            PlanNode.Scalar { IsNull: false } one => [one.Text],
            _ => [],
        };
        return new Overrides(types, TextOf(section["target"]), key, TextOf(section["time"]));
    }

    internal PlanNode.Map ToNode()
    {
        var node = new NodeBuilder();
        if (Types.Count > 0) node.Add("types", new NodeBuilder().AddAll(Types.OrderBy(type => type.Key, StringComparer.Ordinal), type => type.Key, type => NodeBuilder.Text(type.Value.Word)).Build());
        if (Target is not null) node.Add("target", Target);
        if (Key.Count > 0) node.Add("key", NodeBuilder.Texts(Key));
        if (Time is not null) node.Add("time", Time);
        return node.Build();
    }

    /// <summary>Columns that are not in the dataset, which a person should know.</summary>
    internal IEnumerable<string> Unknown(IReadOnlyCollection<string> columns) =>
        Types.Keys.Concat(Key).Concat(((string?[])[Target, Time]).OfType<string>()).Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)).Distinct();

    private static string? TextOf(PlanNode? node) => node is PlanNode.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static InputException Wrong(PlanNode at, string summary, string hint) => new("findings-override", at.Where ?? new Location(Section), summary, hint);
}
