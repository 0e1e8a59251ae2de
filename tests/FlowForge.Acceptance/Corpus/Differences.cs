namespace FlowForge.Acceptance.Corpus;

/// <summary>Files that come out otherwise than the recorded tools say, on purpose, each with its reason: the table in docs/reference/formats.md.</summary>
internal static class Differences
{
    private const string Heading = "## Different on purpose";

    internal static IReadOnlyDictionary<string, string> Load()
    {
        string page = Path.Combine(Repository.Root, "docs", "reference", "formats.md");
        if (!File.Exists(page)) return new Dictionary<string, string>();
        return File.ReadLines(page).SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2]);
    }
}
