using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds the columns of another table by its keys.</summary>
public sealed record Join : PlanStep
{
    public PlanText Table { get; init; } = "";

    public ValueList<Named<PlanText>> On { get; init; } = [];

    public PlanText? Condition { get; init; }

    public JoinType Type { get; init; } = JoinType.Left;

    public ValueList<PlanText> Columns { get; init; } = [];

    public PlanText? Prefix { get; init; }

    public Cardinality Expect { get; init; }

    public bool NullSafe { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Join>(new Join())
    {
        Name = "join",
        Family = StepFamily.Shape,
        Meaning = "Joins each row with the rows of the right table that have its keys.",
        Nulls = "A null key matches nothing, unless null_safe; NaN matches NaN, -0.0 matches 0.0.",
        Output = "The columns of the left (keys once, under the left names; in right and full joins the one that is there), then those of the right. Semi and anti: the left alone.",
        Errors = "An unknown column; keys of types that cannot be compared; two columns with one name; both on and condition, or neither; keys that are not unique where expect says so.",
        DuckDb = "LEFT JOIN … ON l.k = r.k",
        Spark = "left.join(right, on, how)",
    }
    .Required("table", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The other table: the right side.")
    .Optional("on", Kinds.JoinKeys, step => step.On, (step, value) => step with { On = value }, "Key columns that both have, or a map of left column to right column.")
    .Optional("condition", Kinds.Expression, step => step.Condition, (step, value) => step with { Condition = value }, "A condition instead of keys, over left and right (left.a < right.b).")
    .Optional("type", Kinds.Choice<JoinType>(), step => step.Type, (step, value) => step with { Type = value }, "inner, left, right, full, left_semi, left_anti, cross.")
    .Optional("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to take from the right. Default: all but the keys.")
    .Optional("prefix", Kinds.Text, step => step.Prefix, (step, value) => step with { Prefix = value }, "Put before the names of the right columns.")
    .Optional("expect", Kinds.Choice<Cardinality>(), step => step.Expect, (step, value) => step with { Expect = value }, "one_to_one, many_to_one, one_to_many, many_to_many: a key that breaks it stops the run, so that no join multiplies rows unseen.")
    .Optional("null_safe", Kinds.Flag, step => step.NullSafe, (step, value) => step with { NullSafe = value }, "Let null keys match each other.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Join"/>.</summary>
public enum JoinType
{
    Inner,
    Left,
    Right,
    Full,
    LeftSemi,
    LeftAnti,
    Cross,
}

/// <summary>See <see cref="Join"/>.</summary>
public enum Cardinality
{
    ManyToOne,
    OneToOne,
    OneToMany,
    ManyToMany,
}
