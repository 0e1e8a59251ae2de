using System.Text.RegularExpressions;
using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using static FlowForge.Core.Plans.Documents.PlanNode;

namespace FlowForge.Core.Plans;

/// <summary>A plan as it was read, with everything that is wrong with its document. There is always a plan: of what could be read.</summary>
public sealed record PlanReadResult(Plan Plan, IReadOnlyList<Diagnostic> Findings)
{
    public bool IsValid => !Findings.Any(finding => finding.Severity == Severity.Error);
}

/// <summary>Reads a plan out of its document. What stands in it is checked one by one here; what it means together, <c>PlanChecker</c> checks.</summary>
public sealed partial class PlanReader
{
    /// <summary>The layers' names in a plan.</summary>
    public static IReadOnlyList<string> LayerNames { get; } = [.. Enum.GetValues<Layer>().Select(Kinds.Word)];

    private static readonly string[] s_keys = ["plan", "description", "settings", "sources", .. LayerNames, "workflow", "environments"];
    private static readonly string[] s_settings = ["ansi", "time_zone", "catalog"];
    private static readonly string[] s_sourceKeys = ["path", "format", "options", "columns"];
    private static readonly string[] s_tableKeys = ["description", "partitioned_by", "constraints", "not_null", "properties", "steps"];

    private readonly PlanReading _reading;

    private PlanReader(PlanReading reading) => _reading = reading;

    /// <param name="file">The document's name, for findings.</param>
    public static PlanReadResult Read(PlanNode document, string file)
    {
        var reading = new PlanReading(file);
        return new PlanReadResult(new PlanReader(reading).ReadPlan(document), reading.Findings);
    }

    /// <summary>Sources by themselves, written as a plan has them.</summary>
    /// <param name="sources">A map of name to source.</param>
    /// <param name="file">The document's name, for findings.</param>
    public static (IReadOnlyList<PlanSource> Sources, IReadOnlyList<Diagnostic> Findings) ReadSources(PlanNode? sources, string file)
    {
        var reading = new PlanReading(file);
        var reader = new PlanReader(reading);
        return ([.. reader.Entries(sources, "sources").Select(reader.ReadSource)], reading.Findings);
    }

    private Plan ReadPlan(PlanNode document)
    {
        var plan = new Plan("");
        if (document is not Map map)
        {
            _reading.Error("plan-document", document.Where, "a plan is a map of keys.", $"Begin with 'plan: <name>'. Keys: {string.Join(", ", s_keys)}.");
            return plan;
        }
        Known(map, s_keys, "a plan");
        plan = plan with
        {
            Name = Text(map, "plan") ?? Missing(map, "plan", "Give the plan a name: plan: sales"),
            Description = Text(map, "description"),
            Settings = ReadSettings(map["settings"]),
            Sources = [.. Entries(map["sources"], "sources").Select(ReadSource)],
            Workflow = ReadWorkflow(map["workflow"]),
            Environments = ReadEnvironments(map["environments"]),
        };
        var tables = new List<PlanTable>();
        foreach (Layer layer in Enum.GetValues<Layer>())
            foreach (Entry entry in Entries(map[Kinds.Word(layer)], Kinds.Word(layer)))
                tables.Add(ReadTable(layer, entry, plan.Settings));
        if (tables.Count == 0 && _reading.Findings.Count == 0) _reading.Error("plan-document", map.Where, "the plan has no table.", $"Put tables under {string.Join(", ", LayerNames)}.");
        return plan with { Tables = [.. tables] };
    }

    private PlanSettings ReadSettings(PlanNode? node)
    {
        var settings = new PlanSettings();
        if (node is null) return settings;
        if (!IsMap(node, "settings", out Map? map)) return settings;
        Known(map, s_settings, "settings");
        if (map["ansi"] is { } ansi && Kinds.Flag.Read(ansi, _reading, out bool isAnsi)) settings = settings with { Ansi = isAnsi };
        if (Text(map, "catalog") is { } catalog) settings = settings with { Catalog = catalog };
        if (Text(map, "time_zone") is not { } zone) return settings;
        CheckZone(map, zone);
        return settings with { TimeZone = zone };
    }

    private PlanSource ReadSource(Entry entry)
    {
        PlanText name = Name(entry.Key, "source");
        if (entry.Value is Scalar { IsNull: false } path) return new PlanSource(name, new PlanText(path.Text) { Source = path });
        if (!IsMap(entry.Value, $"source {name}", out Map? map)) return new PlanSource(name, "");
        Known(map, s_sourceKeys, "a source");
        return new PlanSource(name, Optional(map, "path", Kinds.Text) ?? Missing(map, "path", "Name the file, glob or folder."))
        {
            Format = Optional(map, "format", Kinds.Text),
            Options = Optional(map, "options", Kinds.Options) ?? [],
            Columns = Optional(map, "columns", Kinds.Types) ?? [],
        };
    }

    private PlanTable ReadTable(Layer layer, Entry entry, PlanSettings settings)
    {
        PlanText name = Name(entry.Key, "table");
        var table = new PlanTable(layer, name) { Address = new TableName(settings.Catalog, Kinds.Word(layer), name.Text) };
        if (entry.Value is List steps) return ReadSteps(table, steps);
        if (!IsMap(entry.Value, $"table {name}", out Map? map)) return table;
        Known(map, s_tableKeys, "a table");
        if (map["steps"] is not List list)
        {
            _reading.Error("plan-table", map["steps"]?.Where ?? entry.Key.Where, $"table {name} needs 'steps': a list.", "For instance: steps: [read: customers, overwrite]");
            return table;
        }
        table = ReadSteps(table, list);
        return table with
        {
            Description = Text(map, "description"),
            PartitionedBy = Optional(map, "partitioned_by", Kinds.Columns) ?? [],
            Constraints = Optional(map, "constraints", Kinds.Expressions) ?? [],
            NotNull = Optional(map, "not_null", Kinds.Columns) ?? [],
            Properties = Optional(map, "properties", Kinds.Renames) ?? [],
        };
    }

    private PlanTable ReadSteps(PlanTable table, List list)
    {
        var steps = new List<PlanStep>();
        var unread = new List<int>();
        foreach (PlanNode node in list.Items)
        {
            if (ReadStep(node) is { } step) steps.Add(step);
            else unread.Add(steps.Count);
        }
        foreach (IGrouping<string, PlanStep> same in steps.Where(step => step.Id is not null).GroupBy(step => step.Id!))
            if (same.Count() > 1) _reading.Error("plan-step-id", same.Last().Where, $"table {table.Name} has two steps with the id '{same.Key}'.", "Ids are unique in a table.");
        return table with { Steps = [.. steps], Unread = [.. unread] };
    }

    private PlanStep? ReadStep(PlanNode node)
    {
        // A step without parameters may be its name alone.
        Map? map = node is Scalar { IsNull: false } word ? new Map([new Entry(word, new Scalar("") { Where = word.Where })]) { Where = word.Where } : node as Map;
        if (map is not { Entries.Count: > 0 })
        {
            _reading.Error("plan-step", node.Where, "expected a step here: its name, and its main parameter.", "For instance: filter: amount > 0");
            return null;
        }
        Scalar name = map.Entries[0].Key;
        if (StepDefinitions.Find(name.Text) is { } definition) return definition.Read(map, _reading);
        bool isLater = map.Entries.Any(entry => StepDefinitions.Find(entry.Key.Text) is not null);
        _reading.Error("plan-step", name.Where, $"'{name.Text}' is not a step.",
            isLater ? "A step's name comes first, its parameters after it." : Hints.For(name.Text, [.. StepDefinitions.All.Select(one => one.Name)]));
        return null;
    }

    private PlanText Name(Scalar key, string what)
    {
        if (!SimpleName().IsMatch(key.Text))
            _reading.Error("plan-name", key.Where, $"'{key.Text}' is not a {what}'s name.", "Letters, digits and _; a letter first; at most 255.");
        return new PlanText(key.Text) { Source = key };
    }

    private void CheckZone(Map map, string zone)
    {
        // Windows' own names are known here, and to nobody else who reads the plan.
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) || !found.HasIanaId)
            _reading.Error("plan-time-zone", map["time_zone"]!.Where, $"'{zone}' is not a time zone.", "Use a name of the IANA list such as Europe/Berlin, or UTC.");
    }

    private void Known(Map map, IReadOnlyCollection<string> keys, string what)
    {
        foreach (IGrouping<string, Entry> same in map.Entries.GroupBy(entry => entry.Key.Text))
        {
            if (!keys.Contains(same.Key)) _reading.Error("plan-key", same.First().Key.Where, $"'{same.Key}' is not a key of {what}.", Hints.For(same.Key, keys));
            if (same.Count() > 1) _reading.Error("plan-key", same.Last().Key.Where, $"'{same.Key}' stands here twice.");
        }
    }

    private IEnumerable<Entry> Entries(PlanNode? node, string what)
    {
        if (node is null or Scalar { IsNull: true } || !IsMap(node, what, out Map? map)) yield break;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Entry entry in map.Entries)
        {
            if (names.Add(entry.Key.Text)) yield return entry;
            else _reading.Error("plan-name", entry.Key.Where, $"{what} has '{entry.Key.Text}' twice.", "Names differ by more than case.");
        }
    }

    private bool IsMap(PlanNode node, string what, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Map? map)
    {
        map = node as Map;
        if (map is null) _reading.Error("plan-value", node.Where, $"{what}: expected a map of keys.");
        return map is not null;
    }

    private T? Optional<T>(Map map, string key, ParameterKind<T> kind) where T : class =>
        map[key] is { } node && kind.Read(node, _reading, out T? value) ? value : null;

    private string? Text(Map map, string key) => Optional(map, key, Kinds.Text)?.Text;

    private string Missing(Map map, string key, string hint)
    {
        if (map[key] is null) _reading.Error("plan-key", map.Where, $"'{key}' is missing.", hint);
        return "";
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]{0,254}$")]
    private static partial Regex SimpleName();
}
