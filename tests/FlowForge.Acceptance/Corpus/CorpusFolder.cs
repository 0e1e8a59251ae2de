using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlowForge.Acceptance.Corpus;

/// <summary>A folder of real files with what independent tools found in each: <c>&lt;format&gt;/…</c> and <c>&lt;format&gt;/expected/….json</c>.</summary>
internal sealed partial class CorpusFolder
{
    private CorpusFolder(string root) => Root = root;

    internal string Root { get; }

    /// <summary>True for the folder the documented numbers were counted on.</summary>
    internal bool IsDefault { get; private init; }

    /// <summary>The folder named by <c>FLOWFORGE_CORPUS</c>, or the one beside the repository.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not there: a run without it has tested nothing.</exception>
    internal static CorpusFolder Open()
    {
        string? named = Environment.GetEnvironmentVariable("FLOWFORGE_CORPUS");
        string root = named ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "corpus"));
        if (!File.Exists(Path.Combine(root, "manifest.json"))) root = named is null ? FindUpwards() ?? root : root;
        if (!File.Exists(Path.Combine(root, "manifest.json")))
            throw new DirectoryNotFoundException($"The corpus is not at {root}. Set FLOWFORGE_CORPUS to a folder with a manifest.json.");
        return new CorpusFolder(root) { IsDefault = named is null };
    }

    internal IReadOnlyList<CorpusFile> Files(string format)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "manifest.json")));
        return [.. manifest.RootElement.EnumerateArray().Select(entry => entry.GetProperty("file").GetString()!).Where(file => file.StartsWith(format + "/", StringComparison.Ordinal)).Select(file => new CorpusFile(this, file))];
    }

    internal JsonElement Expectation(string file)
    {
        int slash = file.IndexOf('/', StringComparison.Ordinal);
        string text = File.ReadAllText(Path.Combine(Root, file[..slash], "expected", file[(slash + 1)..] + ".json"));
        // The tools' JSON has NaN and Infinity in it, which JSON does not know.
        return JsonDocument.Parse(NotANumber().Replace(text, "null"), new JsonDocumentOptions { MaxDepth = 4_000 }).RootElement;
    }

    private static string? FindUpwards()
    {
        for (DirectoryInfo? folder = new(Repository.Root); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "corpus");
            if (File.Exists(Path.Combine(candidate, "manifest.json"))) return candidate;
        }
        return null;
    }

    [GeneratedRegex(@"(?<=[\s:,\[])(?:NaN|-?Infinity)\b")]
    private static partial Regex NotANumber();
}

/// <summary>One file of the corpus.</summary>
internal sealed record CorpusFile(CorpusFolder Folder, string Name)
{
    internal string Path => System.IO.Path.Combine(Folder.Root, Name);

    internal JsonElement Expected => Folder.Expectation(Name);
}
