using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Makes a row per element of a list or map.</summary>
public sealed record Explode : PlanStep
{
    public PlanText Column { get; init; } = "";

    public PlanText? Into { get; init; }

    public PlanText? Position { get; init; }

    public bool Outer { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Explode>(new Explode())
    {
        Name = "explode",
        Family = StepFamily.Shape,
        Meaning = "Makes one row per element, in the list's order.",
        Nulls = "A null or empty list gives no row, with outer one row.",
        Output = "The columns with the element in the place of the list.",
        Errors = "The column is neither list nor map.",
        DuckDb = "unnest",
        Spark = "F.explode, F.posexplode_outer",
    }
    .Required("column", Kinds.Column, step => step.Column, (step, value) => step with { Column = value }, "The list (ARRAY) or map column.")
    .Optional("as", Kinds.Text, step => step.Into, (step, value) => step with { Into = value }, "The element's column. Default: the list's own name (map: key and value).")
    .Optional("position", Kinds.Text, step => step.Position, (step, value) => step with { Position = value }, "Add the element's position, from 0, in this column.")
    .Optional("outer", Kinds.Flag, step => step.Outer, (step, value) => step with { Outer = value }, "Keep rows whose list is empty or null, with a null element.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
