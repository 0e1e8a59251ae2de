using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds what was known of an entity at a moment.</summary>
public sealed record PointInTimeJoin : PlanStep
{
    public PlanText Table { get; init; } = "";

    public ValueList<Named<PlanText>> On { get; init; } = [];

    public PlanText At { get; init; } = "";

    public PlanText Time { get; init; } = "";

    public ValueList<PlanText> Columns { get; init; } = [];

    public PlanText? Prefix { get; init; }

    public PlanDuration? Within { get; init; }

    public bool AllowEqual { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<PointInTimeJoin>(new PointInTimeJoin())
    {
        Name = "point_in_time_join",
        Family = StepFamily.Shape,
        Meaning = "For each row takes the latest row of the history with its keys and a time before the moment. Never multiplies rows; of several rows at one time, the one greatest by its other columns.",
        Nulls = "A null key, moment or time matches nothing.",
        Output = "The columns, then those taken.",
        Errors = "An unknown column; times that cannot be compared; a name that is taken.",
        DuckDb = "ASOF LEFT JOIN … ON l.at > r.time",
        Spark = "join on key and time < at, then row_number() = 1",
    }
    .Required("table", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The history: rows with a time from which they hold.")
    .Required("on", Kinds.JoinKeys, step => step.On, (step, value) => step with { On = value }, "Key columns.")
    .Required("at", Kinds.Expression, step => step.At, (step, value) => step with { At = value }, "The moment, in this table.")
    .Required("time", Kinds.Column, step => step.Time, (step, value) => step with { Time = value }, "The history's time.")
    .Optional("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to take. Default: all but the keys.")
    .Optional("prefix", Kinds.Text, step => step.Prefix, (step, value) => step with { Prefix = value }, "Put before their names.")
    .Optional("within", Kinds.Duration, step => step.Within, (step, value) => step with { Within = value }, "Take nothing older than this.")
    .Optional("allow_equal", Kinds.Flag, step => step.AllowEqual, (step, value) => step with { AllowEqual = value }, "A row at the very moment counts too; by default only earlier ones, so that nothing is seen that was not known.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
