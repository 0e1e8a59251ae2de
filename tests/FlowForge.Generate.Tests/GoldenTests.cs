using FlowForge.Core.Plans.Steps;

namespace FlowForge.Generate.Tests;

/// <summary>Everything that is generated, compared with files in git. FLOWFORGE_UPDATE_EXPECTED=1 writes them anew.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Plans => [.. PlanFixture.Names];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Generate_APlan_GivesTheFilesInGit(string plan)
    {
        string folder = Path.Combine(PlanFixture.Folder("Golden"), plan);
        IReadOnlyList<GeneratedFile> files = Generator.Generate(PlanFixture.Load(plan), PlanFixture.Options, Generator.Targets);
        if (Environment.GetEnvironmentVariable("FLOWFORGE_UPDATE_EXPECTED") == "1") Update(folder, files);

        Assert.Equal(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
            files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(File.ReadAllText(Path.Combine(folder, file.Path)), file.Text));
    }

    [Fact]
    public void Fixtures_Together_HaveEveryStep()
    {
        IEnumerable<string> used = PlanFixture.Names.SelectMany(name => PlanFixture.Load(name).Plan.Tables).SelectMany(table => table.Steps).Select(step => step.Definition.Name);
        Assert.Empty(StepDefinitions.All.Select(definition => definition.Name).Except(used));
    }

    private static void Update(string folder, IReadOnlyList<GeneratedFile> files)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (GeneratedFile file in files)
        {
            string path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }
}
