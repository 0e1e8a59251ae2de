using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Lakehouse.Tests.Plans;

public sealed class PlanYamlTests
{
    [Fact]
    public void Read_StepInBrackets_StandsWhereItIsWritten() =>
        Assert.Equal("plan.yaml:4:7", PlanReader.Read(PlanYaml.Read("plan: p\nsources: { s: s.csv }\nbronze:\n  t: [read: s, overwrite]\n", "plan.yaml"), "plan.yaml").Plan.Tables[0].Steps[0].Where!.ToString());

    [Fact]
    public void Write_ThenRead_GivesTheSamePlan()
    {
        Plan plan = PlanTexts.Read(PlanTexts.Claims).Plan;
        string text = YamlText.Write(PlanWriter.Write(plan));
        PlanReadResult again = PlanTexts.Read(text);
        Assert.Empty(again.Findings);
        Assert.Equal(PlanWriter.Write(plan), PlanWriter.Write(again.Plan));
        Assert.Equal(plan.Tables.SelectMany(table => table.Steps).Select(step => step with { Source = null }), again.Plan.Tables.SelectMany(table => table.Steps).Select(step => step with { Source = null }));
        Assert.Equal(text, YamlText.Write(PlanWriter.Write(again.Plan)));
    }

    [Fact]
    public void Write_AStep_IsAsShortAsAPersonWritesIt()
    {
        var step = new Impute { Columns = ["income"], With = Imputation.Mean, Why = "the form leaves it out: often" };
        Assert.Equal("- impute: income\n  with: mean\n  why: \"the form leaves it out: often\"\n", YamlText.WriteItem(Impute.About.Write(step), 0));
    }

    [Theory]
    [InlineData("plan: [", "plan.yaml:2:1")]
    [InlineData("plan: &a t\ndescription: *a", "plan.yaml:2:14")]
    [InlineData("a: 1\n---\nb: 2", "plan.yaml")]
    public void Read_WhatIsNoPlan_IsRefusedWithItsPlace(string yaml, string place) =>
        Assert.StartsWith(place + ":", Assert.Throws<InputException>(() => PlanYaml.Read(yaml, "plan.yaml")).Message);

    [Fact]
    public void Read_ADocumentThatNestsWithoutEnd_IsRefused() =>
        Assert.Contains("nests deeper", Assert.Throws<InputException>(() => PlanYaml.Read(new string('[', 5_000), "plan.yaml")).Message);

    [Fact]
    public void Definitions_EveryParameter_HasItsOwnName()
    {
        foreach (StepDefinition definition in StepDefinitions.All)
        {
            string[] names = [.. definition.Parameters.Select(parameter => parameter.Name), "id", "why"];
            Assert.True(names.Distinct().Count() == names.Length, definition.Name);
            Assert.DoesNotContain(definition.Parameters.Skip(1), parameter => parameter.Name == definition.Name);
        }
    }

    [Fact]
    public void Reference_OfTheSteps_IsWhatTheCodeSays() => Expected("docs/reference/plan-steps.md", "# Plan steps\n\n" + StepReference.Lead + StepReference.Make());

    [Fact]
    public void Schema_ForEditors_IsWhatTheCodeSays() => Expected("docs/reference/plan.schema.json", PlanSchema.Make().ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");

    private static void Expected(string file, string text)
    {
        string path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("FLOWFORGE_UPDATE_EXPECTED") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == text, $"{file} is not what the code says: run the tests once with FLOWFORGE_UPDATE_EXPECTED=1.");
    }
}
