using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Turns a value that goes round into sine and cosine.</summary>
public sealed record Cyclical : PlanStep
{
    public ValueList<Named<double>> Periods { get; init; } = [];

    public static StepDefinition About { get; } = new StepDefinition<Cyclical>(new Cyclical())
    {
        Name = "cyclical",
        Family = StepFamily.Encode,
        Meaning = "Adds sin(2π·v/period) and cos(2π·v/period).",
        Nulls = "Null stays null.",
        Output = "The columns, then <column>_sin and <column>_cos DOUBLE.",
        Errors = "An unknown column; one that is not a number; a period of 0 or less.",
        DuckDb = "sin(2 * pi() * c / 12)",
        Spark = "F.sin(2 * math.pi * F.col(c) / 12)",
    }
    .Required("columns", Kinds.Periods, step => step.Periods, (step, value) => step with { Periods = value }, "Columns or expressions and their periods: month(joined): 12.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
