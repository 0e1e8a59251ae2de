using System.Runtime.CompilerServices;

namespace FlowForge.Cli.Tests;

/// <summary>Text that is kept in a file. With FLOWFORGE_UPDATE_EXPECTED=1 the file is written instead of compared.</summary>
internal static class ExpectedText
{
    public static void Equals(string actual, string path)
    {
        if (Environment.GetEnvironmentVariable("FLOWFORGE_UPDATE_EXPECTED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing: run the tests once with FLOWFORGE_UPDATE_EXPECTED=1.");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: true);
    }

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    /// <summary>A path beside this file.</summary>
    public static string InTests(params string[] parts) => Path.Combine([Folder(), .. parts]);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
