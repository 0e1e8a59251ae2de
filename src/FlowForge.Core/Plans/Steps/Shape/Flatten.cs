using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Makes columns out of the fields of structs.</summary>
public sealed record Flatten : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public PlanText Separator { get; init; } = "_";

    public bool Deep { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Flatten>(new Flatten())
    {
        Name = "flatten",
        Family = StepFamily.Shape,
        Meaning = "Replaces a struct by one column per field.",
        Nulls = "A null struct gives null fields.",
        Output = "The columns, with fields in the place of their struct.",
        Errors = "A column that is no STRUCT; a name that is taken.",
        DuckDb = "struct.field AS column_field",
        Spark = "F.col(\"s.f\").alias(\"s_f\")",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "STRUCT columns.")
    .Optional("separator", Kinds.Text, step => step.Separator, (step, value) => step with { Separator = value }, "Between the column's and the field's name.")
    .Optional("deep", Kinds.Flag, step => step.Deep, (step, value) => step with { Deep = value }, "Go on with fields that are structs themselves.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
