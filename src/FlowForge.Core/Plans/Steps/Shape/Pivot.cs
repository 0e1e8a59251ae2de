using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Turns the values of a column into columns.</summary>
public sealed record Pivot : PlanStep
{
    public PlanText Column { get; init; } = "";

    public ValueList<Named<PlanText>> Columns { get; init; } = [];

    public ValueList<PlanText> By { get; init; } = [];

    public ValueList<PlanValue>? Values { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Pivot>(new Pivot())
    {
        Name = "pivot",
        Family = StepFamily.Shape,
        Meaning = "Groups by the columns of by and computes the aggregates for the rows with each value. With one aggregate a column is called like its value, with several <value>_<name>.",
        Nulls = "A null value makes the column null (its name); a group without rows for a value is null there.",
        Output = "The group columns, then one column per value and aggregate.",
        Errors = "An unknown column; two values that give one name (names differ by more than case).",
        DuckDb = "agg(…) FILTER (WHERE c = value)",
        Spark = "df.groupBy(…).pivot(c, values).agg(…)",
    }
    .Required("column", Kinds.Column, step => step.Column, (step, value) => step with { Column = value }, "The column whose values become columns.")
    .Required("aggregates", Kinds.Expressions, step => step.Columns, (step, value) => step with { Columns = value }, "Aggregate expressions by name.")
    .Optional("by", Kinds.Columns, step => step.By, (step, value) => step with { By = value }, "Columns that make the groups.")
    .Optional("values", Kinds.Values, step => step.Values, (step, value) => step with { Values = value }, "The values, in the order of their columns. Default: all that are there, sorted, kept from the first fit on.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
