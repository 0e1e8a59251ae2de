using System.Text.Json;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>One recording of what Spark answered.</summary>
internal sealed record RecordedCase(string Folder)
{
    private readonly JsonElement _json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "case.json"))).RootElement;

    internal string Id => Path.GetFileName(Folder);

    /// <summary>The case without its input: <c>join-left</c> of <c>join-left.tiny</c>.</summary>
    internal string Name => Id.Split('.')[0];

    /// <summary>The PySpark that was run.</summary>
    internal string Code => _json.GetProperty("spark").GetString()!;

    /// <summary>Columns and Spark's types of an answer; null where they were not recorded.</summary>
    internal string? Types(string answer) => _json.TryGetProperty("types", out JsonElement types) && types.TryGetProperty(answer, out JsonElement columns)
        ? string.Join(", ", columns.EnumerateArray().Select(column => $"{column[0].GetString()} {column[1].GetString()}"))
        : null;

    /// <summary>Whether the order of rows counts.</summary>
    internal bool IsOrdered => _json.GetProperty("ordered").GetBoolean();

    /// <summary>Spark's error condition; null for an answer.</summary>
    internal string? Error => _json.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    /// <summary>The tables of the answer by name.</summary>
    internal IEnumerable<(string Name, string File)> Answers => Directory.EnumerateFiles(Folder, "out*.parquet").Select(file => (Path.GetFileNameWithoutExtension(file), file));

    internal static IEnumerable<RecordedCase> All(string folder) => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(one => new RecordedCase(one));
}

/// <summary>A plan of ours that means what a case means.</summary>
/// <param name="Phases">Plans that are run one after the other.</param>
internal sealed record ParityPlan(string[] Phases, string? Otherwise, string? NotInLanguage, string? Error)
{
    /// <summary>Null when there is none for the case.</summary>
    internal static ParityPlan? Find(string name)
    {
        string file = Path.Combine(Folder, name + ".yaml");
        if (!File.Exists(file)) return null;
        string text = File.ReadAllText(file);
        string? Mark(string mark) => text.Split('\n').FirstOrDefault(line => line.StartsWith($"# {mark}:", StringComparison.Ordinal))?[(mark.Length + 3)..].Trim();
        return new ParityPlan([.. text.Split("\n---\n").Select(Complete)], Mark("otherwise"), Mark("not in the language"), Mark("error"));
    }

    internal static string Folder { get; } = Path.Combine(Repository.Root, "tests", "FlowForge.Lakehouse.Tests", "Parity", "Steps");

    // What all plans of these cases have in common stands here once.
    private static string Complete(string phase)
    {
        string head = phase.Contains("\nplan:", StringComparison.Ordinal) || phase.StartsWith("plan:", StringComparison.Ordinal) ? "" : "plan: parity\n";
        string sources = string.Concat(((string[])["people", "events", "right", "bands"]).Where(name => phase.Contains($"read: {name}\n", StringComparison.Ordinal)).Select(name => $"  {name}: {{ path: in-{name}.parquet }}\n"));
        if (phase.Contains("read: src\n", StringComparison.Ordinal)) sources += $"  src: {{ path: {Folder}/src.csv, format: csv, columns: {{ id: int, name: string, city: string, age: int }} }}\n";
        return $"{head}sources:\n{sources}{phase}";
    }
}
