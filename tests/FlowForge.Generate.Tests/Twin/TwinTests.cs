using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using Xunit.Abstractions;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Notebooks are executed, call by call, and their tables compared with those of the run here.</summary>
public sealed class TwinTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string[]> s_choices = new()
    {
        ["customers.customer_id"] = [.. Enumerable.Range(1, 25).Select(id => $"{id}"), "NULL"],
        ["customers.plan"] = ["'basic'", "'plus'", "'max'", "NULL"],
        ["customers.city"] = ["'berlin'", "' Berlin  Mitte'", "'ULM'", "'são paulo'", "''", "NULL"],
        ["customers.income"] = ["0", "1", "2500.5", "1e9", "NULL", "'NaN'", "7"],
        ["customers.born"] = ["'01.02.1990'", "'31.12.1969'", "'1.2.90'", "'2024-01-01'", "NULL", "'29.02.2000'", "''"],
        ["events.event_id"] = [.. Enumerable.Range(1, 60).Select(id => $"{id}"), "NULL"],
        ["events.customer_id"] = [.. Enumerable.Range(1, 30).Select(id => $"{id}"), "NULL"],
        ["events.kind"] = ["'buy'", "'buy'", "'return'", "'look'", "NULL"],
        ["events.qty"] = ["0", "1", "5", "9", "NULL"],
        ["events.at"] = ["TIMESTAMPTZ '2024-01-01 00:00:00+00'", "TIMESTAMPTZ '2024-03-31 00:59:59.999999+00'", "TIMESTAMPTZ '2024-03-31 01:00:00+00'", "TIMESTAMPTZ '2024-05-02 22:00:00+00'", "TIMESTAMPTZ '2024-05-31 21:59:59+00'", "TIMESTAMPTZ '2024-06-01 01:00:00+00'"],
        ["rates.plan"] = ["'basic'", "'plus'", "'max'", "NULL"],
        ["rates.low"] = ["0", "1", "3", "NULL"],
        ["rates.high"] = ["3", "9", "NULL"],
        ["policies"] = [],
        ["policies.policy_id"] = ["#"],
        ["policies.customer_id"] = [.. Enumerable.Range(1, 30).Select(id => $"{id}"), "NULL"],
        ["orders.order id"] = [.. Enumerable.Range(1, 1).Select(_ => "#")],
        ["orders"] = [],
        ["orders.a.b"] = ["1.005", "2.5", "-0.0", "'NaN'", "NULL", "99999999.99", "123456789.5", "0.004"],
        ["orders.größe"] = ["'XL'", "'é 1'", "NULL", "'m'"],
        ["orders.select"] = ["'it''s \"x\\y\"'", "'it''s \"x\\y\"'", "'it''s \"x\\y\"'", "NULL", "'n'"],
    };

    public static TheoryData<string, bool, int> Plans => new()
    {
        { "every_step", true, 1 }, { "every_step", false, 2 }, { "hard_names", true, 3 }, { "hard_names", false, 4 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Notebooks_OfAPlan_WriteTheTablesOfTheRun(string name, bool hasCache, int seed)
    {
        output.WriteLine($"seed {seed}");
        CheckedPlan plan = PlanFixture.Load(name);
        var rows = new TwinRows(new Random(seed), s_choices);
        using var world = new TwinWorld(plan, PlanFixture.Options) { HasCache = hasCache };
        foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, source.Name.Text == "rates" ? 9 : 80));
        Same("first run", world.Differences());
        IReadOnlyDictionary<string, long> here = world.VersionsHere(), there = world.Versions();
        Same("second run", world.Differences());
        Assert.Equal(here, world.VersionsHere());
        Assert.Equal(there, world.Versions());
        foreach (PlanSource source in plan.Plan.Sources) world.Source(source.Name.Text, rows.Query(source, source.Name.Text == "rates" ? 9 : 70));
        Same("other rows", world.Differences());
        Same("full refresh", world.Differences(fullRefresh: true));
    }

    private static void Same(string when, IReadOnlyList<string> differences) => Assert.True(differences.Count == 0, $"{when}:\n{string.Join('\n', differences)}");
}
