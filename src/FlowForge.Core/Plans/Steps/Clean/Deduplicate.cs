using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps one row per key.</summary>
public sealed record Deduplicate : PlanStep
{
    public ValueList<PlanText> Keys { get; init; } = [];

    public ValueList<PlanText> OrderBy { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Deduplicate>(new Deduplicate())
    {
        Name = "deduplicate",
        Family = StepFamily.Clean,
        Meaning = "Keeps the first row of each key in the given order; ties, and no order at all, are decided by the other columns ascending, so that the answer is always the same.",
        Nulls = "Nulls are equal to each other, NaN to NaN, -0.0 to 0.0.",
        Output = "The columns as they are.",
        Errors = "An unknown column; a column that cannot be compared (map).",
        DuckDb = "row_number() OVER (PARTITION BY keys ORDER BY …) = 1",
        Spark = "F.row_number().over(W.partitionBy(keys).orderBy(…)) == 1",
    }
    .Optional("keys", Kinds.Columns, step => step.Keys, (step, value) => step with { Keys = value }, "Columns that tell rows apart. Default: all columns.")
    .Optional("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "Which row stays: the first in this order.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
