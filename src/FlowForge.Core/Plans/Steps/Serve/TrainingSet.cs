using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds features to labelled rows as they were known at the time.</summary>
public sealed record TrainingSet : PlanStep
{
    public ValueList<PlanText> Tables { get; init; } = [];

    public PlanText At { get; init; } = "";

    public PlanDuration? Within { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<TrainingSet>(new TrainingSet())
    {
        Name = "training_set",
        Family = StepFamily.Serve,
        Meaning = "Joins each feature table by its keys, and the latest row with a timestamp before the moment (for one without a timestamp: the row of the key).",
        Nulls = "A null key or moment matches nothing: features are null.",
        Output = "The columns, then each table's features under <table>_<feature> where a name is taken twice.",
        Errors = "A table that is not a feature table of the plan; its keys are not among the columns.",
        DuckDb = "ASOF LEFT JOIN",
        Spark = "join on key and time, then row_number() = 1",
    }
    .Required("tables", Kinds.Tables, step => step.Tables, (step, value) => step with { Tables = value }, "Tables of this plan that are written with feature_table.")
    .Required("at", Kinds.Expression, step => step.At, (step, value) => step with { At = value }, "The moment of the label, in these rows.")
    .Optional("within", Kinds.Duration, step => step.Within, (step, value) => step with { Within = value }, "Take no feature older than this.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
