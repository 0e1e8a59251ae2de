using System.Text.Json;

namespace FlowForge.Lakehouse.Tests.Delta;

/// <summary>A recorded table: where it lies, and what others read in it.</summary>
/// <param name="Case">The folder with the expectations.</param>
/// <param name="Path">The table.</param>
internal sealed record CorpusTable(string Name, string Case, string Path)
{
    internal string? Rows => Files("expected");

    internal IEnumerable<(long Version, string File)> Versions => !Directory.Exists(System.IO.Path.Combine(Case, "versions")) ? [] :
        Directory.GetFiles(System.IO.Path.Combine(Case, "versions"), "*.parquet").Select(file => (long.Parse(System.IO.Path.GetFileNameWithoutExtension(file)), file)).Order();

    internal string? Changes => System.IO.Path.Combine(Case, "change_feed.parquet") is { } file && File.Exists(file) ? file : null;

    internal JsonElement? Facts => System.IO.Path.Combine(Case, "table.json") is { } file && File.Exists(file) ? JsonDocument.Parse(File.ReadAllText(file)).RootElement : null;

    internal static IReadOnlyList<CorpusTable> All(string corpus) => [.. Directory.GetDirectories(corpus).Order(StringComparer.Ordinal).SelectMany(Of)];

    private static IEnumerable<CorpusTable> Of(string folder)
    {
        string name = System.IO.Path.GetFileName(folder), inner = System.IO.Path.Combine(folder, "delta");
        if (Directory.Exists(inner)) return [new CorpusTable(name, folder, inner)];
        if (HasLog(folder)) return [new CorpusTable(name, folder, folder)];
        return Directory.GetDirectories(folder).Where(HasLog).Order(StringComparer.Ordinal).Select(table => new CorpusTable($"{name}/{System.IO.Path.GetFileName(table)}", table, table));
    }

    private static bool HasLog(string folder) => Directory.Exists(System.IO.Path.Combine(folder, "_delta_log"));

    private string? Files(string name)
    {
        string folder = System.IO.Path.Combine(Case, name);
        if (!Directory.Exists(folder)) return null;
        string[] files = [.. Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Where(file => !System.IO.Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
        return string.Join(", ", files.Select(file => $"'{file}'"));
    }
}
