using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Marks rows for training and for testing.</summary>
public sealed record Split : PlanStep
{
    public ValueList<Named<double>> Shares { get; init; } = [];

    public ValueList<PlanText> By { get; init; } = [];

    public PlanText? Time { get; init; }

    public PlanText Into { get; init; } = "split";

    public int Seed { get; init; } = 42;

    public PlanText? Label { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Split>(new Split())
    {
        Name = "split",
        Family = StepFamily.Serve,
        Meaning = "Marks each row with one of the names: by xxhash64 of the entity's key and the seed, or by rank of time (rows of one time stay together).",
        Nulls = "A null key is a key. A null time goes to the last name.",
        Output = "The columns, then the mark STRING.",
        Errors = "Shares that do not add up to 1; both by and time, or neither; a name that is taken; a label that is neither boolean nor a number.",
        DuckDb = "pmod(xxhash64(key, seed), 10000) < 8000",
        Spark = "F.pmod(F.xxhash64(…), F.lit(10000))",
    }
    .Required("shares", Kinds.Periods, step => step.Shares, (step, value) => step with { Shares = value }, "Names and shares: { train: 0.8, test: 0.2 }. They add up to 1.")
    .Optional("by", Kinds.Columns, step => step.By, (step, value) => step with { By = value }, "Rows with the same values stay together: the entity's key. The share is met on average.")
    .Optional("time", Kinds.Column, step => step.Time, (step, value) => step with { Time = value }, "Instead: earlier rows go to the first name, later ones to the next.")
    .Optional("as", Kinds.Text, step => step.Into, (step, value) => step with { Into = value }, "The column.")
    .Optional("seed", Kinds.Count, step => step.Seed, (step, value) => step with { Seed = value }, "Another seed gives another split; the same gives the same.")
    .Optional("label", Kinds.Column, step => step.Label, (step, value) => step with { Label = value }, "The column to predict, true or false (or 1 and 0): what flowforge experiment and the notebook of a first model learn. Rows are marked the same with and without it.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
