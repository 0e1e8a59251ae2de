using System.Text;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Tests;

public sealed class RecorderTests
{
    public static TheoryData<string> Plans => [.. PlanFixture.Names];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Notebooks_OfAPlan_CallWhatPySparkHasAndMakeTheColumnsOfThePlan(string plan)
    {
        using var recording = new Recording();
        recording.Add(PlanFixture.Load(plan), "main");
        Check(recording);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Pipelines_OfAPlan_LookAtNoRowsAndMakeTheColumnsOfThePlan(string plan)
    {
        using var recording = new Recording();
        recording.AddPipelines(PlanFixture.Load(plan), "main");
        Check(recording);
    }

    [Theory]
    [InlineData("    return rows\n", "    rows.count()\n    return rows\n", "DataFrame.count is called in a function that may only describe its rows")]
    [InlineData("spark.read.table(\"bronze_visits\")", "spark.readStream.table(\"bronze_visits\")", "bronze_visits is read as a stream, and is not one that can be")]
    [InlineData("keys=[\"member_id\"]", "keys=[\"member\"]", "there is no column member")]
    [InlineData("\"cloudFiles.format\", \"csv\"", "\"cloudFiles.format\", \"xlsx\"", "none that Auto Loader has")]
    [InlineData("partition_cols=[\"day\"]", "partition_by=[\"day\"]", "unexpected keyword argument 'partition_by'")]
    public void Pipelines_WithAFault_AreFound(string right, string wrong, string said)
    {
        using var recording = new Recording();
        recording.AddPipelines(PlanFixture.Load("streams"), "main", text => text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(said, string.Join('\n', recording.Run().Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Notebooks_OfRandomPlans_MakeEachColumnOfWhatLineageSays(int seed)
    {
        var random = new Random(seed);
        using var recording = new Recording();
        var texts = new StringBuilder();
        for (int i = 0; i < 40; i++)
        {
            CheckedPlan plan = RandomPlan.Next(random, out string yaml);
            texts.AppendLine($"# c{i}").AppendLine(yaml);
            recording.Add(plan, $"c{i}");
        }
        Recording.Answer answer = recording.Run();
        string[] wrong = [.. answer.Problems, .. recording.Differences(answer)];
        Assert.True(wrong.Length == 0, $"Seed {seed}:\n{string.Join('\n', wrong.Take(20))}\n{texts}");
    }

    private static void Check(Recording recording)
    {
        Recording.Answer answer = recording.Run();
        string[] wrong = [.. answer.Problems, .. recording.Differences(answer)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
    }
}
