using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps some columns, in the order given.</summary>
public sealed record Select : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Select>(new Select())
    {
        Name = "select",
        Family = StepFamily.Clean,
        Meaning = "Keeps only the columns named.",
        Nulls = "Untouched.",
        Output = "The columns named, in that order.",
        Errors = "An unknown column; a column named twice.",
        DuckDb = "SELECT a, b",
        Spark = "df.select(\"a\", \"b\")",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to keep, in the order they shall have.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
