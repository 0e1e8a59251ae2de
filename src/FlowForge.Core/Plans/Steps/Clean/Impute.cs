using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Fills missing values.</summary>
public sealed record Impute : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public Imputation With { get; init; }

    public PlanValue? Value { get; init; }

    public ValueList<PlanText> By { get; init; } = [];

    public ValueList<PlanText> OrderBy { get; init; } = [];

    public MissingValue Missing { get; init; }

    public bool Flag { get; init; }

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Impute>(new Impute())
    {
        Name = "impute",
        Family = StepFamily.Clean,
        Meaning = "Replaces missing values. Median is the exact middle (with two middles their mean), mode the most frequent value (of several, the smallest), forward the last value before the row in its sequence.",
        Nulls = "Null is missing; NaN too when missing is null_or_nan, otherwise it is a value: greater than all for the median, and a mean over it is NaN. A group without a value stays missing.",
        Output = "Median and mean make a column DOUBLE, the others keep its type. Flags come after the columns.",
        Errors = "An unknown column; median or mean of a column that is not a number; constant without a value, or one that does not fit; forward without order_by.",
        DuckDb = "coalesce(c, fitted value)",
        Spark = "F.coalesce(F.col(c), F.lit(value)), F.last(c, True).over(w)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to fill.")
    .Optional("with", Kinds.Choice<Imputation>(), step => step.With, (step, value) => step with { With = value }, "The value that fills: median, mean, mode, constant, forward.")
    .Optional("value", Kinds.Value, step => step.Value, (step, value) => step with { Value = value }, "With constant: the value.")
    .Optional("by", Kinds.Columns, step => step.By, (step, value) => step with { By = value }, "Fit and fill within groups of these columns; with forward, the sequences.")
    .Optional("order_by", Kinds.Ordering, step => step.OrderBy, (step, value) => step with { OrderBy = value }, "With forward: the order in which the last value is carried on.")
    .Optional("missing", Kinds.Choice<MissingValue>(), step => step.Missing, (step, value) => step with { Missing = value }, "What is missing: null, or null_or_nan.")
    .Optional("flag", Kinds.Flag, step => step.Flag, (step, value) => step with { Flag = value }, "Add <column>_was_missing BOOLEAN.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Impute"/>.</summary>
public enum Imputation
{
    Median,
    Mean,
    Mode,
    Constant,
    Forward,
}

/// <summary>See <see cref="Impute"/>.</summary>
public enum MissingValue
{
    Null,
    NullOrNan,
}
