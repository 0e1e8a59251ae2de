using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Checks one table: its steps one after the other, and what it promises of its rows.</summary>
internal sealed class TableCheck(PlanChecker plan, PlanTable table)
{
    private readonly List<TableName> _needs = [];

    internal CheckedTable Run()
    {
        RefuseWrongOrder();
        var steps = new List<CheckedStep>(table.Steps.Count);
        RowSchema schema = RowSchema.Open;
        for (int i = 0; i < table.Steps.Count; i++)
        {
            PlanStep step = table.Steps[i];
            if (table.Unread.Contains(i)) schema = schema with { IsOpen = true };
            RowSchema output = step.Accept(new StepChecker(plan, table, schema, step, _needs));
            steps.Add(new CheckedStep(step, schema, output));
            schema = output;
        }
        if (table.Unread.Contains(table.Steps.Count)) schema = schema with { IsOpen = true };
        CheckPromises(schema);
        return new CheckedTable(table, [.. steps], [.. _needs], schema);
    }

    // The first step brings rows, the last one writes them, and none between does either.
    private void RefuseWrongOrder()
    {
        if (table.Steps.Count == 0) return;
        if (table.Steps[0] is not (Read or From) && !table.Unread.Contains(0))
            plan.Reading.Error("plan-order", table.Steps[0].Where, $"table {table.Name} begins with {table.Steps[0].Definition.Name}: there are no rows yet.", "Begin with read: <source> or from: <table>.");
        if (!Writes(table.Steps[^1]) && !table.Unread.Contains(table.Steps.Count))
            plan.Reading.Error("plan-order", table.Steps[^1].Where, $"table {table.Name} ends with {table.Steps[^1].Definition.Name}: its rows are not written.",
                $"End with {string.Join(", ", StepDefinitions.All.Where(one => one.Family == StepFamily.Write || one == FeatureTable.About).Select(one => one.Name))}.");
        foreach (PlanStep step in table.Steps.Skip(1))
            if (step is Read or From) plan.Reading.Error("plan-order", step.Where, $"{step.Definition.Name} can only be the first step.", "Use join, union or lookup to bring in another table.");
        foreach (PlanStep step in table.Steps.SkipLast(1))
            if (Writes(step)) plan.Reading.Error("plan-order", step.Where, $"{step.Definition.Name} can only be the last step.", "Give the rows before it a table of their own.");
    }

    private static bool Writes(PlanStep step) => step.Definition.Family == StepFamily.Write || step is FeatureTable;

    private void CheckPromises(RowSchema schema)
    {
        if (table.Steps.Count == 0) return;
        var check = new StepChecker(plan, table, schema, table.Steps[^1], _needs);
        foreach (PlanText column in table.PartitionedBy)
            if (check.Find(column) is { Type: DataType.List or DataType.Map or DataType.Struct or DataType.Primitive { Kind: PrimitiveKind.Blob } } nested)
                plan.Reading.Error("plan-partition", column.Where, $"column {column} is {nested.Type}: a table cannot be partitioned by it.", "Partition by a date, a number or a short text.");
        foreach (PlanText column in table.NotNull) check.Find(column);
        foreach (Named<PlanText> constraint in table.Constraints) check.Condition(constraint.Value);
        if (!schema.IsOpen && schema.Columns.Count > 0 && schema.Columns.All(column => table.PartitionedBy.Any(one => one.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase))))
            plan.Reading.Error("plan-partition", table.PartitionedBy[0].Where, "all columns are partition columns.", "Leave at least one out: its values go into the files.");
    }
}
