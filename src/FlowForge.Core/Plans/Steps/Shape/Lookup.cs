using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Takes values from the first row that fits in another table.</summary>
public sealed record Lookup : PlanStep
{
    public PlanText Table { get; init; } = "";

    public ValueList<Named<PlanText>> On { get; init; } = [];

    public PlanText? Value { get; init; }

    public PlanText? Low { get; init; }

    public PlanText? High { get; init; }

    public ValueList<PlanText> Columns { get; init; } = [];

    public ValueList<PlanText> OrderBy { get; init; } = [];

    public PlanValue? Default { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Lookup>(new Lookup())
    {
        Name = "lookup",
        Family = StepFamily.Shape,
        Meaning = "Finds, for each row, the first row of the other table with its keys and bounds around its value. Never multiplies rows.",
        Nulls = "A null key or value fits nothing.",
        Output = "The columns, then those taken.",
        Errors = "An unknown column; neither on nor low and high; a default that does not fit.",
        DuckDb = "LEFT JOIN LATERAL (… LIMIT 1), or an ASOF join",
        Spark = "left.join(right, condition, \"left\") and row_number() = 1",
    }
    .Required("table", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The table to look in.")
    .Optional("on", Kinds.JoinKeys, step => step.On, (step, value) => step with { On = value }, "Key columns.")
    .Optional("value", Kinds.Expression, step => step.Value, (step, value) => step with { Value = value }, "With low and high: the value that must lie between them.")
    .Optional("low", Kinds.Column, step => step.Low, (step, value) => step with { Low = value }, "The other table's lower bound, included; null is no bound.")
    .Optional("high", Kinds.Column, step => step.High, (step, value) => step with { High = value }, "Its upper bound, not included; null is no bound.")
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to take.")
    .Optional("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "Which row is first when several fit. Default: by low.")
    .Optional("default", Kinds.Value, step => step.Default, (step, value) => step with { Default = value }, "In the place of null when none fits.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
