using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Recommendations;
using FlowForge.Explore.Typing;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Tests.Findings;

public class FindingsTests
{
    [Fact]
    public void Document_WrittenAndRead_IsTheSame()
    {
        using Exploration shop = Shop.Open();
        foreach (DatasetFindings one in shop.Explore("customers", "orders").Datasets)
        {
            string text = YamlText.Write(FindingsDocument.Write(one, Overrides.None, Exploration.Now));
            Assert.Equal(text, YamlText.Write((PlanNode.Map)PlanYaml.Read(text, "f.yaml")));
        }
    }

    [Fact]
    public void Document_TwoExplorations_AreTheSameBytes()
    {
        using Exploration shop = Shop.Open();
        string[] texts = [.. Enumerable.Range(0, 2).Select(_ => YamlText.Write(FindingsDocument.Write(shop.Explore("orders").Datasets[0], Overrides.None, Exploration.Now)))];
        Assert.Equal(texts[0], texts[1]);
    }

    /// <summary>Words of outcomes by which people call what they want to foresee; flags that are none are left alone.</summary>
    [Theory]
    [InlineData("failed", true)]
    [InlineData("isReadmitted", true)]
    [InlineData("customer_churn", true)]
    [InlineData("premium", false)]
    [InlineData("unfailing", false)]
    public void Target_OfAFlag_IsGuessedByItsWord(string column, bool isTarget)
    {
        using var world = new Exploration();
        world.Table("t", $"SELECT i AS id, hash(i) % 9 = 0 AS \"{column}\", (hash(i * 7) % 100)::INT AS load FROM range(500) r(i)");
        Assert.Equal(isTarget ? column : null, world.Explore("t").Datasets[0].Target?.Column);
    }

    [Fact]
    public void Overrides_Said_WinAndSurviveTheNextExploration()
    {
        using Exploration shop = Shop.Open();
        string path = Directory.CreateTempSubdirectory("flowforge-findings").FullName;
        try
        {
            var folder = new FindingsFolder(path);
            folder.Write(shop.Explore("customers"));
            string file = Path.Combine(path, "customers_findings.yaml");
            string section = "overrides: # of the sales team\n  # as the post office has them\n  types: { grid: zip } # no grid at all\n  target: loyalty\n  key: [email]\n";
            File.WriteAllText(file, File.ReadAllText(file).Replace("overrides:\n", section, StringComparison.Ordinal));
            for (int again = 0; again < 2; again++)
            {
                ExplorationFindings findings = shop.Explore(folder.OverridesOf, "customers");
                folder.Write(findings);
                DatasetFindings customers = findings.Datasets[0];
                Assert.Equal(SemanticType.Zip, customers.Dataset.TypeOf(customers.Profile.Find("grid")!));
                Assert.Equal(("loyalty", "email"), (customers.Target!.Column, customers.Keys[0].Columns[0]));
                Assert.Contains(section, File.ReadAllText(file), StringComparison.Ordinal);
            }
            string decided = Path.Combine(path, RecommendationFile.FileName);
            string id = folder.Recommendations()!.Items[^1].Id, commented = $"  # asked the owner\n  - id: {id} # yes";
            File.WriteAllText(decided, File.ReadAllText(decided).Replace($"  - id: {id}", commented, StringComparison.Ordinal));
            folder.Write(folder.Recommendations()!.Decided([id], Decision.Accepted));
            folder.Write(shop.Explore(folder.OverridesOf, "customers"));
            Assert.Contains($"{commented}\n    decision: accepted\n", File.ReadAllText(decided), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void Overrides_UnknownType_NamesThePlace()
    {
        InputException wrong = Assert.Throws<InputException>(() => Overrides.Read(PlanYaml.Read("findings: t\noverrides:\n  types:\n    a: zipp\n", "f.yaml")));
        Assert.Equal(4, wrong.Diagnostic.Where.Line);
    }

    [Fact]
    public void Comparison_ChangedData_TellsDifferencesAndDrift()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT i AS id, (hash(i) % 1000)::DOUBLE AS amount, ['a', 'b'][1 + (i % 2)] AS kind FROM range(2000) r(i)");
        PlanNode before = FindingsDocument.Write(world.Explore("t").Datasets[0], Overrides.None, Exploration.Now);
        Assert.Empty(Comparison.Of(before, before));
        world.Table("t", "SELECT i AS id, (hash(i) % 1000)::DOUBLE * 3 AS amount, ['a', 'b', 'c'][1 + (i % 3)] AS kind, 1 AS extra FROM range(5000) r(i)");
        var explorer = new Explorer(world.Connection, new ExploreOptions { Now = Exploration.Now }, _ => Overrides.None, _ => before);
        DatasetFindings now = explorer.Explore([Exploration.Source("t")], null, CancellationToken.None).Datasets[0];
        Assert.Equal(["drift-schema", "drift-rows", "drift-distribution", "drift-categories", "drift-distribution"],
            now.Checks.Where(check => check.Failed && check.Check.Dimension == QualityDimension.Drift).Select(check => check.Check.Id));
        Assert.Contains(Comparison.Of(before, FindingsDocument.Write(now, Overrides.None, Exploration.Now)), one => one is { Path: "dataset.rows", Before: "2000", After: "5000" });
    }

    [Fact]
    public void Reference_EveryCheckAndType_IsDocumented()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "findings.md"));
        string[] rows = [.. CheckDefinition.All.Select(check => string.Create(CultureInfo.InvariantCulture, $"| `{check.Id}` | {check.Severity.ToString().ToLowerInvariant()} | {check.Threshold} | {check.Measures} |"))];
        Assert.Equal(rows, text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && CheckDefinition.All.Any(check => line.StartsWith($"| `{check.Id}`", StringComparison.Ordinal))));
        Assert.All(Enum.GetValues<SemanticType>(), type => Assert.Contains($"`{type.Word}`", text));
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FlowForge.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
