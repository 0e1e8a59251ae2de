using System.Text.Json;

namespace FlowForge.Explore.Tests;

/// <summary>Files of other people: the folder of FLOWFORGE_CORPUS, or the one beside the repository.</summary>
internal static class Corpus
{
    internal static string Root { get; } = Environment.GetEnvironmentVariable("FLOWFORGE_CORPUS") ?? Beside(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException("There is no ../shared/corpus. Set FLOWFORGE_CORPUS to its folder.");

    /// <summary>Whether it is the one that numbers were counted on.</summary>
    internal static bool IsDefault { get; } = Environment.GetEnvironmentVariable("FLOWFORGE_CORPUS") is null;

    /// <summary>The files of a format, as the manifest lists them.</summary>
    internal static IReadOnlyList<string> Files(string format)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "manifest.json")));
        return [.. manifest.RootElement.EnumerateArray().Select(entry => entry.GetProperty("file").GetString()!).Where(file => file.StartsWith(format + "/", StringComparison.Ordinal)).Select(file => Path.Combine(Root, file)).Order(StringComparer.Ordinal)];
    }

    private static string? Beside(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "corpus")))
                return Path.Combine(folder.FullName, "shared", "corpus");
        return null;
    }
}
