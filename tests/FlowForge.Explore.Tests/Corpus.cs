namespace FlowForge.Explore.Tests;

/// <summary>Files of other people: the folder of FLOWFORGE_CORPUS, or the one beside the repository.</summary>
internal static class Corpus
{
    internal static string Root { get; } = Environment.GetEnvironmentVariable("FLOWFORGE_CORPUS") ?? Beside(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException("There is no ../shared/corpus. Set FLOWFORGE_CORPUS to its folder.");

    internal static IEnumerable<string> Files(string folder, string extension) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), $"*{extension}", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? Beside(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "corpus")))
                return Path.Combine(folder.FullName, "shared", "corpus");
        return null;
    }
}
