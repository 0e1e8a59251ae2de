using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps the rows that satisfy a condition.</summary>
public sealed record Filter : PlanStep
{
    public PlanText Condition { get; init; } = "";

    public static StepDefinition About { get; } = new StepDefinition<Filter>(new Filter())
    {
        Name = "filter",
        Family = StepFamily.Clean,
        Meaning = "Keeps rows for which the condition is true.",
        Nulls = "A condition that is null drops the row; NaN is greater than every number.",
        Output = "The columns as they are.",
        Errors = "The condition is not BOOLEAN; an error while it is evaluated in ANSI mode.",
        DuckDb = "WHERE …",
        Spark = "df.where(\"…\")",
    }
    .Required("where", Kinds.Expression, step => step.Condition, (step, value) => step with { Condition = value }, "A condition.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
