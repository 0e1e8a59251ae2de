using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Makes one row per group.</summary>
public sealed record Aggregate : PlanStep
{
    public ValueList<Named<PlanText>> Columns { get; init; } = [];

    public ValueList<PlanText> By { get; init; } = [];

    public Grouping Grouping { get; init; }

    public PlanText? Having { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Aggregate>(new Aggregate())
    {
        Name = "aggregate",
        Family = StepFamily.Shape,
        Meaning = "Groups rows and computes each expression per group.",
        Nulls = "A null key is a group; NaN is one group, -0.0 and 0.0 are one. Aggregates skip nulls.",
        Output = "The group columns, then the computed ones.",
        Errors = "An unknown column; an expression that is no aggregate; a column outside of one.",
        DuckDb = "GROUP BY",
        Spark = "df.groupBy(…).agg(…)",
    }
    .Required("columns", Kinds.Expressions, step => step.Columns, (step, value) => step with { Columns = value }, "Columns and their aggregate expressions: sum(amount), count(*).")
    .Optional("by", Kinds.Columns, step => step.By, (step, value) => step with { By = value }, "Columns that make the groups. Default: one group, which always gives one row.")
    .Optional("grouping", Kinds.Choice<Grouping>(), step => step.Grouping, (step, value) => step with { Grouping = value }, "plain, rollup, cube.")
    .Optional("having", Kinds.Expression, step => step.Having, (step, value) => step with { Having = value }, "Keep groups that satisfy this condition over the output columns.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Aggregate"/>.</summary>
public enum Grouping
{
    Plain,
    Rollup,
    Cube,
}
