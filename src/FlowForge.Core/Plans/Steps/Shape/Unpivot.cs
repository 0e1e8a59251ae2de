using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Turns columns into rows.</summary>
public sealed record Unpivot : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public ValueList<PlanText> Keep { get; init; } = [];

    public PlanText NameTo { get; init; } = "name";

    public PlanText ValueTo { get; init; } = "value";

    public bool DropNulls { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Unpivot>(new Unpivot())
    {
        Name = "unpivot",
        Family = StepFamily.Shape,
        Meaning = "Makes a row per row and column.",
        Nulls = "Null values make rows unless drop_nulls.",
        Output = "The kept columns, the name STRING, the value with a type that holds all columns.",
        Errors = "Columns without a common type; a name that is taken.",
        DuckDb = "UNPIVOT INCLUDE NULLS",
        Spark = "df.unpivot(ids, values, name, value)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to turn into rows.")
    .Optional("keep", Kinds.Columns, step => step.Keep, (step, value) => step with { Keep = value }, "Columns repeated on every row. Default: all others.")
    .Optional("name_to", Kinds.Text, step => step.NameTo, (step, value) => step with { NameTo = value }, "Column for the column's name.")
    .Optional("value_to", Kinds.Text, step => step.ValueTo, (step, value) => step with { ValueTo = value }, "Column for the value.")
    .Optional("drop_nulls", Kinds.Flag, step => step.DropNulls, (step, value) => step with { DropNulls = value }, "Leave out rows without a value.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
