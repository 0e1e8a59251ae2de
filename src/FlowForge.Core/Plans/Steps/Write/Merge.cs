using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Updates rows by key and adds new ones.</summary>
public sealed record Merge : PlanStep
{
    public ValueList<PlanText> Keys { get; init; } = [];

    public NullKeys NullKeys { get; init; }

    public MatchedAction WhenMatched { get; init; }

    public ValueList<PlanText> Update { get; init; } = [];

    public PlanText? UpdateWhen { get; init; }

    public PlanText? DeleteWhen { get; init; }

    public ValueList<PlanText> Insert { get; init; } = [];

    public PlanText? InsertWhen { get; init; }

    public MissingAction MissingInSource { get; init; }

    public PlanText? MissingWhen { get; init; }

    public PlanText? SoftDelete { get; init; }

    public DuplicateKeys Duplicates { get; init; }

    public ValueList<PlanText> OrderBy { get; init; } = [];

    public SchemaChange Schema { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Merge>(new Merge())
    {
        Name = "merge",
        Family = StepFamily.Write,
        Meaning = "Matches rows by key. The first rule that holds decides: delete, update, ignore; rows without a match are added. Rows that would not change are not written.",
        Nulls = "A null key matches nothing and is set aside, so that no row without identity enters the table; with null_keys: match nulls are equal, and such a row has the identity of its other keys.",
        Output = "What the table holds.",
        Errors = "An unknown column; two source rows with one key unless duplicates is first; first without order_by.",
        DuckDb = "Delta merge, copy on write",
        Spark = "MERGE INTO … USING … ON …",
    }
    .Required("keys", Kinds.Columns, step => step.Keys, (step, value) => step with { Keys = value }, "Key columns.")
    .Optional("null_keys", Kinds.Choice<NullKeys>(), step => step.NullKeys, (step, value) => step with { NullKeys = value }, "A row with a null key: set_aside, or match (null equals null, Spark's <=>).")
    .Optional("when_matched", Kinds.Choice<MatchedAction>(), step => step.WhenMatched, (step, value) => step with { WhenMatched = value }, "update, ignore, fail.")
    .Optional("update", Kinds.Columns, step => step.Update, (step, value) => step with { Update = value }, "Columns to update. Default: all but the keys.")
    .Optional("update_when", Kinds.Expression, step => step.UpdateWhen, (step, value) => step with { UpdateWhen = value }, "Update only when this holds, over source and target: source.updated_at > target.updated_at.")
    .Optional("delete_when", Kinds.Expression, step => step.DeleteWhen, (step, value) => step with { DeleteWhen = value }, "Delete the matched row when this holds over the source. Such a row is not added either when it has no match.")
    .Optional("insert", Kinds.Columns, step => step.Insert, (step, value) => step with { Insert = value }, "Columns that new rows get beside the keys; others are null there. Default: all.")
    .Optional("insert_when", Kinds.Expression, step => step.InsertWhen, (step, value) => step with { InsertWhen = value }, "Add a row without a match only when this holds over the source.")
    .Optional("missing_in_source", Kinds.Choice<MissingAction>(), step => step.MissingInSource, (step, value) => step with { MissingInSource = value }, "Rows of the table that the source does not have: keep, delete, soft_delete (sets the column of soft_delete to true).")
    .Optional("missing_when", Kinds.Expression, step => step.MissingWhen, (step, value) => step with { MissingWhen = value }, "Of the rows that the source does not have, only those where this holds over the target: target.day >= DATE'2024-01-01'. With a source that has a part of the table only, the condition is that part.")
    .Optional("soft_delete", Kinds.Column, step => step.SoftDelete, (step, value) => step with { SoftDelete = value }, "The BOOLEAN column for soft_delete; rows that are back get false.")
    .Optional("duplicates", Kinds.Choice<DuplicateKeys>(), step => step.Duplicates, (step, value) => step with { Duplicates = value }, "Several source rows with one key: fail, or first (in the order of order_by).")
    .Optional("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "With first: the order.")
    .Optional("schema", Kinds.Choice<SchemaChange>(), step => step.Schema, (step, value) => step with { Schema = value }, "What happens to columns that the table does not have: strict refuses them, additive adds them, permissive also widens types.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Merge"/>.</summary>
public enum MatchedAction
{
    Update,
    Ignore,
    Fail,
}

/// <summary>See <see cref="Merge"/>.</summary>
public enum NullKeys
{
    SetAside,
    Match,
}

/// <summary>See <see cref="Merge"/>.</summary>
public enum MissingAction
{
    Keep,
    Delete,
    SoftDelete,
}

/// <summary>See <see cref="Merge"/>.</summary>
public enum DuplicateKeys
{
    Fail,
    First,
}
