using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Removes columns.</summary>
public sealed record Drop : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Drop>(new Drop())
    {
        Name = "drop",
        Family = StepFamily.Clean,
        Meaning = "Removes the columns named.",
        Nulls = "Untouched.",
        Output = "The other columns in their order.",
        Errors = "An unknown column; no column is left.",
        DuckDb = "SELECT * EXCLUDE (a)",
        Spark = "df.drop(\"a\")",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to remove.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
