using System.Xml.Linq;

namespace FlowForge.Acceptance;

/// <summary>The drawing of the house: which project may lean on which. Arrows point down this list only.</summary>
public class HouseTests
{
    private static readonly string[] s_order =
    [
        "FlowForge.Core",
        "FlowForge.DuckDb",
        "FlowForge.Postgres",
        "FlowForge.Lakehouse",
        "FlowForge.Storage",
        "FlowForge.Convert",
        "FlowForge.Explore",
        "FlowForge.Generate",
        "FlowForge.Databricks",
        "FlowForge.Workspace",
        "FlowForge.Connectors",
        "FlowForge.Control",
        "FlowForge.Server",
        "FlowForge.Cli",
    ];

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["FlowForge.Core"] = [],
        ["FlowForge.DuckDb"] = ["FlowForge.Core"],
        ["FlowForge.Postgres"] = ["FlowForge.Core"],
        ["FlowForge.Lakehouse"] = ["FlowForge.Core", "FlowForge.DuckDb"],
        ["FlowForge.Storage"] = ["FlowForge.Core"],
        ["FlowForge.Convert"] = ["FlowForge.Core", "FlowForge.DuckDb", "FlowForge.Lakehouse", "FlowForge.Storage"],
        ["FlowForge.Explore"] = ["FlowForge.Core", "FlowForge.DuckDb", "FlowForge.Lakehouse"],
        ["FlowForge.Generate"] = ["FlowForge.Core"],
        ["FlowForge.Databricks"] = ["FlowForge.Core", "FlowForge.Storage"],
        ["FlowForge.Workspace"] = ["FlowForge.Core", "FlowForge.Lakehouse", "FlowForge.Generate", "FlowForge.Postgres"],
        ["FlowForge.Connectors"] = ["FlowForge.Core", "FlowForge.Databricks"],
        ["FlowForge.Control"] = ["FlowForge.Core", "FlowForge.Connectors", "FlowForge.Postgres"],
        ["FlowForge.Server"] = s_order[..12],
        ["FlowForge.Cli"] = s_order[..13],
    };

    [Fact]
    public void References_EveryProject_PointOnlyWhereTheDrawingAllows()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(s_allowed.ContainsKey(name), $"{name} is not in the drawing.");
            foreach (string target in References(project))
                Assert.True(s_allowed[name].Contains(target), $"{name} → {target} is not in the drawing.");
        }
    }

    [Fact]
    public void Drawing_Itself_HasNoArrowUp()
    {
        foreach ((string from, string[] targets) in s_allowed)
            Assert.All(targets, target => Assert.True(Array.IndexOf(s_order, target) < Array.IndexOf(s_order, from), $"{from} → {target} points up."));
    }

    [Fact]
    public void Core_Packages_None() =>
        Assert.Empty(XDocument.Load(Path.Combine(Repository.Root, "src", "FlowForge.Core", "FlowForge.Core.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Packages_EveryOne_IsNamedWithItsReason()
    {
        string reasons = File.ReadAllText(Path.Combine(Repository.Root, "docs", "adr", "0008-dependencies.md"));
        IEnumerable<string> packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value);
        Assert.All(packages.Where(package => !package.StartsWith("xunit.", StringComparison.Ordinal)), package => Assert.Contains(package, reasons));
    }

    [Fact]
    public void LockFiles_None_NamesARegistryHost()
    {
        string[] locks = [.. Directory.GetFiles(Repository.Root, "package-lock.json", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal))];
        Assert.NotEmpty(locks);
        Assert.All(locks, file => Assert.DoesNotContain("\"resolved\": \"http", File.ReadAllText(file)));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
