using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Gives columns other names.</summary>
public sealed record Rename : PlanStep
{
    public ValueList<Named<PlanText>> Columns { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Rename>(new Rename())
    {
        Name = "rename",
        Family = StepFamily.Clean,
        Meaning = "Renames columns; all at once, so two may swap names.",
        Nulls = "Untouched.",
        Output = "The columns in their order under their new names.",
        Errors = "An unknown column; two columns with one name.",
        DuckDb = "SELECT a AS b",
        Spark = "df.withColumnsRenamed({…})",
    }
    .Required("columns", Kinds.Renames, step => step.Columns, (step, value) => step with { Columns = value }, "Columns and their new names.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
