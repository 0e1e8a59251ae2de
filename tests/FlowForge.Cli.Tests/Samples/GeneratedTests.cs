using System.Text.RegularExpressions;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>What is generated from the sample, kept in samples/petinsure/generated for people to read. FLOWFORGE_UPDATE_EXPECTED=1 writes it anew.</summary>
public sealed partial class GeneratedTests(DemoProject demo) : IClassFixture<DemoProject>
{
    [Fact]
    public void Generate_TheSampleAfterItsRun_GivesTheFilesInGit()
    {
        string made = Path.Combine(demo.Folder, "all"), kept = Path.Combine(ExpectedText.Root, "samples", "petinsure", "generated");
        (int code, _, string error) = demo.Run("generate", "plans/petinsure.yaml", "--catalog", "main", "--schema", "petinsure", "--target", "all", "--out", "all");
        Assert.True(code == 0, error);
        if (Environment.GetEnvironmentVariable("FLOWFORGE_UPDATE_EXPECTED") == "1" && Directory.Exists(kept)) Directory.Delete(kept, recursive: true);
        string[] files = Below(made);
        foreach (string file in files) ExpectedText.Equals(Plain(File.ReadAllText(Path.Combine(made, file))), Path.Combine(kept, file));
        Assert.Equal(files, Below(kept));
    }

    private static string[] Below(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    /// <summary>Without the run's name and time, which no two runs share.</summary>
    private static string Plain(string text) => LastRun().Replace(text, "The first day's run of the demo.");

    [GeneratedRegex(@"^\d{8}T\d+-[0-9a-f]+, ended .* UTC\.$", RegexOptions.Multiline)]
    private static partial Regex LastRun();
}
