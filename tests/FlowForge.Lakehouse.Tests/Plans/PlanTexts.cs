using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Lakehouse.Tests.Plans;

/// <summary>Plans of these tests, read and checked.</summary>
internal static class PlanTexts
{
    internal static string Claims { get; } = File.ReadAllText(Path.Combine(Repository.Root, "tests", "FlowForge.Lakehouse.Tests", "Plans", "ClaimsPlan.yaml"));

    internal static PlanReadResult Read(string yaml) => PlanReader.Read(PlanYaml.Read(yaml, "plan.yaml"), "plan.yaml");

    /// <summary>Everything that is wrong with a plan, as people see it.</summary>
    internal static string[] Findings(string yaml)
    {
        PlanReadResult read = Read(yaml);
        using var constants = new ConstantCheck();
        CheckedPlan checkedPlan = PlanChecker.Check(read.Plan, DeclaredSchemas.Instance, "plan.yaml", constants);
        return [.. read.Findings.Concat(checkedPlan.Findings).Select(finding => finding.ToString())];
    }

    internal static CheckedPlan Check(string yaml)
    {
        PlanReadResult read = Read(yaml);
        Assert.Empty(read.Findings);
        return PlanChecker.Check(read.Plan, DeclaredSchemas.Instance, "plan.yaml");
    }

    /// <summary>Sources have the columns that the plan declares, and no others.</summary>
    private sealed class DeclaredSchemas : ISchemaSource
    {
        internal static DeclaredSchemas Instance { get; } = new();

        public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => source.Columns.Count == 0 ? null : [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))];

        public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
    }

    /// <summary>A plan with one table over the columns given.</summary>
    internal static string Over(string columns, params string[] steps) =>
        $"plan: t\nsources:\n  s:\n    path: s.parquet\n    columns: {{ {columns} }}\nbronze:\n  t:\n    - read: s\n{string.Concat(steps.Select(step => $"    - {step.Replace("\n", "\n      ", StringComparison.Ordinal)}\n"))}    - overwrite\n";
}
