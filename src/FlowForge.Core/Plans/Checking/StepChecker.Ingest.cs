using FlowForge.Core.Collections;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

internal sealed partial class StepChecker
{
    public RowSchema Visit(Read step)
    {
        if (plan.Source(step.SourceName.Text) is { } source) return plan.SchemaOf(source);
        Error("unknown-source", step.SourceName.Where, $"there is no source '{step.SourceName}'.", Hints.For(step.SourceName.Text, plan.SourceNames));
        return RowSchema.Open;
    }

    public RowSchema Visit(From step)
    {
        RowSchema rows = Table(step.Table);
        if (step.Filter is not null) Condition(step.Filter, rows);
        Takes(step.Version is null or >= 0, "a version is 0 or more.");
        return rows;
    }

    public RowSchema Visit(Incremental step)
    {
        bool isMoment = true;
        if (Find(step.Column) is { } column)
        {
            isMoment = Coercion.IsMoment(column.Type);
            if (!isMoment && !Coercion.IsNumeric(column.Type)) Error("plan-type", step.Column.Where, $"column '{column.Name}' is {TypeNames.Of(column.Type)}; a watermark is a date, a timestamp or a number.");
        }
        if (step.Lateness is null) return Same;
        Takes(isMoment, "lateness needs a watermark that is a date or timestamp.");
        Takes(table.Steps[^1] is Merge or Scd2, "with lateness rows are read again; the table must be written with merge or scd2.", "Otherwise they would be there twice.");
        return Same;
    }

    public RowSchema Visit(AuditColumns step)
    {
        var added = new List<PlanColumn>();
        foreach (PlanText name in step.Columns)
        {
            if (!AuditColumns.Names.Contains(name.Text)) Error("plan-value", name.Where, $"'{name}' is no audit column.", Hints.For(name.Text, AuditColumns.Names));
            else added.Add(New(name.Text, name.Text == "_ingested_at" ? DataType.TimestampTz : DataType.Varchar));
        }
        return With(Same, added);
    }
}
