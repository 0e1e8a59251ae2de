using FlowForge.Core.Plans.Documents;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Tests.Checks;

public class CheckTests
{
    public static TheoryData<string> Ids => [.. CheckDefinition.All.Select(check => check.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void Check_OfEachId_FailsInBadDataAndNotInGood(string id)
    {
        CheckCase example = CheckCase.All.Single(one => one.Id == id);
        PlanNode good = FindingsDocument.Write(Explore(example, example.Good, 0, null), Overrides.None, Exploration.Now);
        CheckResult[] bad = [.. Explore(example, example.Bad, example.Unreadable, example.IsDrift ? good : null).Checks.Where(check => check.Failed && check.Check.Id == id)];
        Assert.True(bad is [var only] && only.Column == example.Where, $"{id} was to fail once for {example.Where ?? "the dataset"}: {string.Join(", ", bad.Select(check => $"{check.Where}: {check.Summary}"))}");
        Assert.NotEmpty(bad[0].Summary);
        CheckResult[] alarms = [.. Explore(example, example.Good, 0, example.IsDrift ? good : null).Checks.Where(check => check.Failed && check.Check.Id == id)];
        Assert.True(alarms.Length == 0, string.Join(", ", alarms.Select(check => $"{check.Where}: {check.Summary}")));
    }

    private static DatasetFindings Explore(CheckCase example, string rows, long unreadable, PlanNode? earlier)
    {
        using var world = new Exploration();
        world.Table(example.Table, rows);
        List<DatasetSource> sources = [Exploration.Source(example.Table) with { UnreadableRows = unreadable }];
        if (example.Beside is { } beside)
        {
            world.Table("customers", beside);
            sources.Add(Exploration.Source("customers"));
        }
        return new Explorer(world.Connection, new ExploreOptions { Now = Exploration.Now }, _ => Overrides.None, _ => earlier).Explore(sources, null, CancellationToken.None).Datasets[0];
    }
}
