using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds columns that are computed from others.</summary>
public sealed record Derive : PlanStep
{
    public ValueList<Named<PlanText>> Columns { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Derive>(new Derive())
    {
        Name = "derive",
        Family = StepFamily.Shape,
        Meaning = "Computes every expression from the columns before the step; a name that is there already is replaced in its place.",
        Nulls = "As the expression says.",
        Output = "The columns, with new ones after them in the order given.",
        Errors = "An unknown column or function; types that do not fit; an error while it is evaluated in ANSI mode.",
        DuckDb = "SELECT *, … AS name",
        Spark = "df.withColumns({…})",
    }
    .Required("columns", Kinds.Expressions, step => step.Columns, (step, value) => step with { Columns = value }, "Columns and their expressions.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
