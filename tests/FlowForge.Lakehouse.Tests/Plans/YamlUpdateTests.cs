using System.Globalization;
using System.Text.RegularExpressions;
using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Lakehouse.Tests.Plans;

public sealed partial class YamlUpdateTests
{
    private const string Small = """
        # Whose plan this is.
        plan: shop   # its name

        settings: { time_zone: UTC, catalog: main } # both are the defaults

        sources:
          # from the till
          sales: raw/sales.csv
          goods: "raw/goods.csv"

        # what arrives
        bronze:
          sales: # as sent
            - read: sales
            # once each
            - deduplicate: [id]   # by number
              order_by: at desc
              # the newest counts
              why: tills send twice
            - overwrite
              # ends here
          goods:
            description: What is sold   # in the shop
            steps: [read: goods, overwrite] # short

        # The end.

        """;

    public static TheoryData<string, string, string> Edits => new()
    {
        { "nothing", "", "" },
        { "why", "      # the newest counts\n      why: tills send twice\n", "      id: once\n      # the newest counts\n      why: since\n" },
        { "by two", "    - deduplicate: [id]   # by number\n", "    - deduplicate: [id, shop] # by number\n" },
        { "order", "      order_by: at desc\n", "      order_by: at asc\n" },
        { "without", "    # once each\n    - deduplicate: [id]   # by number\n      order_by: at desc\n      # the newest counts\n      why: tills send twice\n", "" },
        { "filter", "    # once each\n", "    - filter: amount > 0\n    # once each\n" },
        { "described", "  sales: # as sent\n    - read: sales\n    # once each\n    - deduplicate: [id]   # by number\n      order_by: at desc\n      # the newest counts\n      why: tills send twice\n    - overwrite\n      # ends here\n",
            "  sales: # as sent\n    description: Sold\n    steps:\n      - read: sales\n      # once each\n      - deduplicate: [id]   # by number\n        order_by: at desc\n        # the newest counts\n        why: tills send twice\n      - overwrite\n        # ends here\n" },
        { "other words", "    description: What is sold   # in the shop\n", "    description: \"Goods: all\"   # in the shop\n" },
        { "gone", "  goods:\n    description: What is sold   # in the shop\n    steps: [read: goods, overwrite] # short\n", "" },
        { "catalog", "{ time_zone: UTC, catalog: main } # both are the defaults", "\n  catalog: prod # both are the defaults" },
        { "zone", "sources:\n", "settings:\n  time_zone: Europe/Berlin\nsources:\n" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Of_AChange_TouchesNothingElse(string edit, string old, string now)
    {
        string yaml = edit == "zone" ? Small.Replace("settings: { time_zone: UTC, catalog: main } # both are the defaults\n\n", "", StringComparison.Ordinal) : Small;
        string expected = old.Length == 0 ? yaml : yaml.Replace(old, now, StringComparison.Ordinal);
        if (edit == "catalog") expected = Small.Replace("settings: { time_zone: UTC, catalog: main } # both are the defaults\n", "settings: { catalog: prod } # both are the defaults\n", StringComparison.Ordinal);
        if (edit == "zone") expected = yaml.Replace("\nsources:\n", "settings: { time_zone: Europe/Berlin }\n\nsources:\n", StringComparison.Ordinal);
        Plan plan = PlanTexts.Read(yaml).Plan;
        PlanTable sales = plan.Tables[0], goods = plan.Tables[1];
        var once = (Deduplicate)sales.Steps[1];
        Plan WithSales(params IEnumerable<PlanStep> steps) => plan with { Tables = [sales with { Steps = [.. steps] }, goods] };
        Plan changed = edit switch
        {
            "why" => WithSales(sales.Steps[0], once with { Why = "since", Id = "once" }, sales.Steps[2]),
            "by two" => WithSales(sales.Steps[0], once with { Keys = ["id", "shop"] }, sales.Steps[2]),
            "order" => WithSales(sales.Steps[0], once with { OrderBy = ["at asc"] }, sales.Steps[2]),
            "without" => WithSales(sales.Steps[0], sales.Steps[2]),
            "filter" => WithSales(sales.Steps[0], new Filter { Condition = "amount > 0" }, once, sales.Steps[2]),
            "described" => plan with { Tables = [sales with { Description = "Sold" }, goods] },
            "other words" => plan with { Tables = [sales, goods with { Description = "Goods: all" }] },
            "gone" => plan with { Tables = [sales] },
            "catalog" => plan with { Settings = plan.Settings with { Catalog = "prod" } },
            "zone" => plan with { Settings = plan.Settings with { TimeZone = "Europe/Berlin" } },
            _ => plan,
        };
        Assert.Equal(expected, YamlUpdate.Of(yaml, "plan.yaml", changed));
        Assert.Equal(expected.Replace("\n", "\r\n", StringComparison.Ordinal), YamlUpdate.Of(yaml.Replace("\n", "\r\n", StringComparison.Ordinal), "plan.yaml", changed));
    }

    [Theory]
    [InlineData("plan: p\nbronze:\n  t:\n  -\n    read: s\n  - overwrite # last\n", "plan: p\nbronze:\n  t: # last\n    - read: s\n    - filter: a > 1\n    - overwrite\n")]
    [InlineData("{ plan: p, bronze: { t: [read: s, overwrite] } }", "plan: p\nbronze:\n  t:\n    - read: s\n    - filter: a > 1\n    - overwrite\n")]
    [InlineData("plan: p\nbronze:\n  t:\n  - read: s\n  # last\n  - overwrite", "plan: p\nbronze:\n  t:\n  - read: s\n  - filter: a > 1\n  # last\n  - overwrite\n")]
    public void Of_OtherWaysToWriteALists_AreReadTheSame(string yaml, string expected)
    {
        Plan plan = PlanTexts.Read(yaml).Plan;
        Plan changed = plan with { Tables = [plan.Tables[0] with { Steps = [plan.Tables[0].Steps[0], new Filter { Condition = "a > 1" }, plan.Tables[0].Steps[1]] }] };
        string text = YamlUpdate.Of(yaml, "plan.yaml", changed);
        Assert.Equal(YamlText.Write(PlanWriter.Write(changed)), YamlText.Write(PlanWriter.Write(PlanTexts.Read(text).Plan)));
        Assert.Contains("filter", text, StringComparison.Ordinal);
        if (expected.Contains("# last", StringComparison.Ordinal)) Assert.Contains("# last", text, StringComparison.Ordinal);
    }

    public static IEnumerable<object[]> Seeds =>
        from file in new[] { "tests/FlowForge.Lakehouse.Tests/Plans/ClaimsPlan.yaml", "samples/petinsure/plans/petinsure.yaml" }
        from seed in Enumerable.Range(1, 60)
        select (object[])[file, seed];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_AnyChangeOfACommentedPlan_SaysItAndKeepsTheCommentsOfTheRest(string file, int seed)
    {
        var chance = new Random(seed);
        string bare = File.ReadAllText(Path.Combine(Repository.Root, file));
        string yaml = Commented(bare, chance);
        Plan plan = PlanTexts.Read(yaml).Plan;
        Assert.Equal(PlanWriter.Write(PlanTexts.Read(bare).Plan), PlanWriter.Write(plan));
        Assert.Equal(yaml, YamlUpdate.Of(yaml, "plan.yaml", plan));

        (Plan changed, bool removes) = Changed(plan, chance);
        string text = YamlUpdate.Of(yaml, "plan.yaml", changed);
        Assert.Equal(YamlText.Write(PlanWriter.Write(changed)), YamlText.Write(PlanWriter.Write(PlanTexts.Read(text).Plan)));

        List<string> written = Comments(yaml), kept = Comments(text);
        Assert.Equal(kept.Count, kept.Distinct().Count());
        // What was removed stood in one place: the comments that went along stand side by side.
        List<int> lost = [.. Enumerable.Range(0, written.Count).Where(i => !kept.Contains(written[i]))];
        Assert.True(removes || lost.Count == 0, text);
        Assert.True(lost.Count == 0 || lost[^1] - lost[0] + 1 == lost.Count, text);
    }

    private static List<string> Comments(string yaml) => [.. Mark().Matches(yaml).Select(mark => mark.Value)];

    // Lines that continue a text of several lines get no comment: it would be part of the text.
    private static string Commented(string yaml, Random chance)
    {
        int number = 0;
        var lines = new List<string>();
        foreach (string line in yaml.TrimEnd('\n').Split('\n'))
        {
            bool begins = Beginning().IsMatch(line);
            string Comment() => string.Create(CultureInfo.InvariantCulture, $"# @{number++}");
            if (begins && chance.Next(4) == 0) lines.Add(new string(' ', line.Length - line.TrimStart().Length) + Comment());
            lines.Add(begins && chance.Next(4) == 0 && !line.Contains('#', StringComparison.Ordinal) && line[^1] is not ('|' or '>' or '-') ? $"{line} {Comment()}" : line);
            if (line.Length == 0 && chance.Next(4) == 0) lines.Add(Comment());
        }
        return string.Join('\n', lines) + "\n";
    }

    private static (Plan Plan, bool Removes) Changed(Plan plan, Random chance)
    {
        int number = chance.Next(plan.Tables.Count);
        PlanTable table = plan.Tables[number];
        int at = chance.Next(1, table.Steps.Count - 1);
        List<PlanStep> steps = [.. table.Steps];
        switch (chance.Next(8))
        {
            case 0: return (plan with { Tables = [.. plan.Tables.Where(one => one != table)] }, true);
            case 1: return (plan with { Tables = [.. plan.Tables.Select(one => one == table ? one with { Description = "other: words # here" } : one)] }, false);
            case 2: return (plan with { Settings = plan.Settings with { Catalog = "prod" }, Description = null }, true);
            case 3: return (plan with { Sources = [.. plan.Sources, new PlanSource("more", "raw/more*.csv") { Options = [new Named<PlanText>("delimiter", ";")] }] }, false);
            case 4:
                steps.RemoveAt(at);
                return (With(steps), true);
            case 5:
                (steps[at], steps[at - 1]) = (steps[at - 1], steps[at]);
                return (With(steps), false);
            case 6:
                steps.Insert(at, new Derive { Columns = [new Named<PlanText>("more", "concat(a, ', #')")] });
                return (With(steps), false);
            default:
                steps[at] = steps[at] with { Why = "for a reason that\nneeds two lines", Id = "changed" };
                return (With(steps), false);
        }
        Plan With(List<PlanStep> steps) => plan with { Tables = [.. plan.Tables.Select(one => one == table ? one with { Steps = [.. steps] } : one)] };
    }

    [GeneratedRegex(@"# @\d+")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*(- )?[\w""]+:( |$)|^\s*- \w+$")]
    private static partial Regex Beginning();
}
