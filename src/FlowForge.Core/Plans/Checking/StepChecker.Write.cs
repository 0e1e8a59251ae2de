using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>Steps that serve models, and steps that write.</summary>
internal sealed partial class StepChecker
{
    private const double ShareTolerance = 1e-9;

    public RowSchema Visit(Split step)
    {
        Takes(Math.Abs(step.Shares.Sum(share => share.Value) - 1) < ShareTolerance && step.Shares.All(share => share.Value > 0), $"the shares add up to {step.Shares.Sum(share => share.Value)}, expected 1.");
        Takes(step.By.Count > 0 != step.Time is not null, "give either by or time.");
        FindAll(step.By);
        if (step.Time is not null) Moment(step.Time, input, "");
        if (step.Label is { } label && Find(label) is { } column && column.Type != DataType.Boolean && !Coercion.IsNumeric(column.Type))
            Error("plan-type", label.Where, $"column '{label}' is {TypeNames.Of(column.Type)}; what is predicted is boolean, or a number that is 0 or 1.", "Derive a boolean first.");
        return With(Same, [New(step.Into.Text, DataType.Varchar)]);
    }

    public RowSchema Visit(TrainingSet step)
    {
        Moment(step.At, input);
        RowSchema rows = Same;
        foreach (PlanText reference in step.Tables)
        {
            RowSchema features = Table(reference);
            if (plan.TableOf(reference)?.Steps is not [.., FeatureTable source])
            {
                Error("plan-feature-table", reference.Where, $"{reference} is not a table that feature_table writes.", "Its keys and timestamp say how to join it.");
                continue;
            }
            foreach (PlanText key in source.Keys) Find(key with { Source = reference.Source });
            IEnumerable<PlanColumn> taken = features.Columns.Where(column => !source.Keys.Append(source.Timestamp).Any(key => key is not null && key.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase)));
            string name = reference.Text.Split('.')[^1];
            rows = With(rows with { IsOpen = rows.IsOpen || features.IsOpen }, taken.Select(column => rows.Find(column.Name) is null ? column : column with { Name = $"{name}_{column.Name}" }));
        }
        return rows;
    }

    public RowSchema Visit(FeatureTable step)
    {
        FindAll(step.Keys);
        if (step.Timestamp is not null) Moment(step.Timestamp, input, "");
        return Same;
    }

    public RowSchema Visit(Append step) => Same;

    public RowSchema Visit(Overwrite step)
    {
        Takes(step.Mode == OverwriteMode.Where == step.Condition is not null, "mode where and a condition go together.");
        Takes(step.Mode != OverwriteMode.Partitions || table.PartitionedBy.Count > 0, "mode partitions needs a table with partitioned_by.");
        if (step.Condition is not null) Condition(step.Condition);
        return Same;
    }

    public RowSchema Visit(Merge step)
    {
        List<PlanColumn> keys = FindAll(step.Keys);
        foreach (PlanColumn column in FindAll(step.Update).Where(keys.Contains)) Takes(false, $"key '{column.Name}' is not updated.");
        Order(step.OrderBy, input);
        Takes(step.Duplicates == DuplicateKeys.Fail || step.OrderBy.Count > 0, "duplicates: first needs order_by.");
        Takes(step.MissingInSource == MissingAction.SoftDelete == step.SoftDelete is not null, "missing_in_source: soft_delete and the column of soft_delete go together.");
        RowSchema both = new([New("source", new DataType.Struct(input.AsColumns())), New("target", new DataType.Struct(input.AsColumns()))], input.IsOpen);
        if (step.UpdateWhen is not null) Condition(step.UpdateWhen, both);
        if (step.DeleteWhen is not null) Condition(step.DeleteWhen, both);
        FindAll(step.Insert);
        Takes(step.MissingWhen is null || step.MissingInSource != MissingAction.Keep, "missing_when needs missing_in_source: delete or soft_delete.");
        if (step.InsertWhen is not null) Condition(step.InsertWhen, both with { Columns = [both.Columns[0]] });
        if (step.MissingWhen is not null) Condition(step.MissingWhen, both with { Columns = [both.Columns[1]] });
        if (step.SoftDelete is not { } mark) return Same;
        if (input.Find(mark.Text) is not { } there) return With(Same, [New(mark.Text, DataType.Boolean)]);
        if (there.Type != DataType.Boolean) Error("plan-type", mark.Where, $"column '{mark}' is {TypeNames.Of(there.Type)}, not boolean.");
        return Same;
    }

    public RowSchema Visit(Scd2 step)
    {
        FindAll(step.Keys);
        FindAll(step.Compare);
        if (step.EffectiveAt is not null) Moment(step.EffectiveAt, input, "");
        Takes(step.MissingInSource != MissingAction.SoftDelete, "missing_in_source is keep or delete here: ending a version is the soft delete.");
        return With(Same, [New(step.ValidFrom.Text, DataType.TimestampTz), New(step.ValidTo.Text, DataType.TimestampTz), New(step.IsCurrent.Text, DataType.Boolean)]);
    }

    public RowSchema Visit(Snapshot step)
    {
        Takes(step.Keep is null or >= 1, "keep is 1 or more.");
        return With(Same, [New(step.Into.Text, DataType.Date)]);
    }
}
