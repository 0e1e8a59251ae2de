using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Replaces values by their place in a given order.</summary>
public sealed record Ordinal : PlanStep
{
    public PlanText Column { get; init; } = "";

    public ValueList<PlanValue> Order { get; init; } = [];

    public UnseenOrdinal Unseen { get; init; }

    public PlanText Suffix { get; init; } = "_ordinal";

    public static StepDefinition About { get; } = new StepDefinition<Ordinal>(new Ordinal())
    {
        Name = "ordinal",
        Family = StepFamily.Encode,
        Meaning = "Gives 1 for the first value, 2 for the second, and so on.",
        Nulls = "Null stays null.",
        Output = "The columns, then <column>_ordinal INT.",
        Errors = "An unknown column; a value twice in the order; with fail, the value.",
        DuckDb = "CASE c WHEN … THEN 1 …",
        Spark = "F.when(…)",
    }
    .Required("column", Kinds.Column, step => step.Column, (step, value) => step with { Column = value }, "The column.")
    .Required("order", Kinds.Values, step => step.Order, (step, value) => step with { Order = value }, "Values from the lowest on.")
    .Optional("unseen", Kinds.Choice<UnseenOrdinal>(), step => step.Unseen, (step, value) => step with { Unseen = value }, "A value that is not in the order: null, or fail.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Ordinal"/>.</summary>
public enum UnseenOrdinal
{
    Null,
    Fail,
}
