using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps the history of rows by key.</summary>
public sealed record Scd2 : PlanStep
{
    public ValueList<PlanText> Keys { get; init; } = [];

    public ValueList<PlanText> Compare { get; init; } = [];

    public PlanText? EffectiveAt { get; init; }

    public PlanText ValidFrom { get; init; } = "valid_from";

    public PlanText ValidTo { get; init; } = "valid_to";

    public PlanText IsCurrent { get; init; } = "is_current";

    public MissingAction MissingInSource { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Scd2>(new Scd2())
    {
        Name = "scd2",
        Family = StepFamily.Write,
        Meaning = "Adds a version when a compared column differs from the version that holds at the row's time, and ends the one before it there. A row that comes late is put in its place, and one for the very beginning of a version takes over its values; a batch that is repeated changes nothing; a key has one current version.",
        Nulls = "Nulls are equal to each other when comparing. A null key or time is set aside.",
        Output = "The columns, then valid_from TIMESTAMP, valid_to TIMESTAMP, is_current BOOLEAN.",
        Errors = "An unknown column; two different rows with one key and time.",
        DuckDb = "window over old and new versions, written as a merge",
        Spark = "MERGE INTO … USING staged rows",
    }
    .Required("keys", Kinds.Columns, step => step.Keys, (step, value) => step with { Keys = value }, "Business key columns.")
    .Optional("compare", Kinds.Columns, step => step.Compare, (step, value) => step with { Compare = value }, "Columns whose change makes a new version. Default: all but the keys, the time and audit columns.")
    .Optional("effective_at", Kinds.Column, step => step.EffectiveAt, (step, value) => step with { EffectiveAt = value }, "The time from which a row holds. Default: the start of the run.")
    .Optional("valid_from", Kinds.Text, step => step.ValidFrom, (step, value) => step with { ValidFrom = value }, "Column.")
    .Optional("valid_to", Kinds.Text, step => step.ValidTo, (step, value) => step with { ValidTo = value }, "Column: null while the version is current.")
    .Optional("is_current", Kinds.Text, step => step.IsCurrent, (step, value) => step with { IsCurrent = value }, "Column.")
    .Optional("missing_in_source", Kinds.Choice<MissingAction>(), step => step.MissingInSource, (step, value) => step with { MissingInSource = value }, "Keys that the source does not have: keep, or delete, which ends their version.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
