using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Computes over the rows around each row.</summary>
public sealed record Window : PlanStep
{
    public ValueList<Named<PlanText>> Columns { get; init; } = [];

    public ValueList<PlanText> PartitionBy { get; init; } = [];

    public ValueList<PlanText> OrderBy { get; init; } = [];

    public PlanText? Frame { get; init; }

    public FutureRows Future { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Window>(new Window())
    {
        Name = "window",
        Family = StepFamily.Shape,
        Meaning = "Computes each expression over the row's frame.",
        Nulls = "Nulls come first ascending and last descending unless order_by says otherwise; NaN is greatest.",
        Output = "The columns, then the computed ones.",
        Errors = "An unknown column; a function that needs an order without one; a frame that cannot be; a window that looks at later rows where future is fail.",
        DuckDb = "… OVER (PARTITION BY … ORDER BY …)",
        Spark = "F.….over(W.partitionBy(…).orderBy(…))",
    }
    .Required("columns", Kinds.Expressions, step => step.Columns, (step, value) => step with { Columns = value }, "Columns and their expressions: row_number(), lag(amount), sum(qty).")
    .Optional("partition_by", Kinds.Columns, step => step.PartitionBy, (step, value) => step with { PartitionBy = value }, "Columns that make the partitions. Default: all rows are one.")
    .Optional("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "The order within a partition.")
    .Optional("frame", Kinds.Frame, step => step.Frame, (step, value) => step with { Frame = value }, "rows between … and …, or range between … and …. Default: with an order, range to the current row (its peers included); without one, the partition.")
    .Optional("future", Kinds.Choice<FutureRows>(), step => step.Future, (step, value) => step with { Future = value }, "Rows behind the row's own in the order of time: allow, fail, or auto, which is fail in a table that ends with a feature_table of a timestamp, and allow elsewhere. A label is a case for allow.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Window.Future"/>.</summary>
public enum FutureRows
{
    Auto,
    Allow,
    Fail,
}
