using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Puts rows in an order, and may cut them off.</summary>
public sealed record Sort : PlanStep
{
    public ValueList<PlanText> OrderBy { get; init; } = [];

    public int? Limit { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Sort>(new Sort())
    {
        Name = "sort",
        Family = StepFamily.Shape,
        Meaning = "Sorts the rows. A table has no order of its own: without limit this only decides how files are laid out.",
        Nulls = "Nulls first ascending, last descending unless said otherwise; NaN is greatest; texts by their UTF-8 bytes.",
        Output = "The columns as they are.",
        Errors = "An unknown column; one that cannot be compared.",
        DuckDb = "ORDER BY … LIMIT n",
        Spark = "df.orderBy(…).limit(n)",
    }
    .Required("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "The order.")
    .Optional("limit", Kinds.Count, step => step.Limit, (step, value) => step with { Limit = value }, "Keep the first rows only.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
