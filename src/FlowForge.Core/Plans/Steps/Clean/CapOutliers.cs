using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Brings extreme values to a bound.</summary>
public sealed record CapOutliers : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public OutlierRule By { get; init; }

    public double? Factor { get; init; }

    public double Lower { get; init; } = 0.01;

    public double Upper { get; init; } = 0.99;

    public OutlierAction Action { get; init; }

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<CapOutliers>(new CapOutliers())
    {
        Name = "cap_outliers",
        Family = StepFamily.Clean,
        Meaning = "Finds a lower and an upper bound per column from the fitted rows (percentiles are exact and interpolated, the deviation is the sample's) and treats values outside of them.",
        Nulls = "Null stays null and is not fitted. NaN and infinity are not fitted and count as outside above or below.",
        Output = "The columns become DOUBLE (with flag they keep their types and flags come after them).",
        Errors = "An unknown column; one that is not a number; lower not below upper.",
        DuckDb = "CASE WHEN c < lo THEN lo WHEN c > hi THEN hi ELSE c END",
        Spark = "F.when(F.col(c) < lo, lo).when(F.col(c) > hi, hi).otherwise(F.col(c))",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to work on.")
    .Optional("by", Kinds.Choice<OutlierRule>(), step => step.By, (step, value) => step with { By = value }, "How bounds are found: iqr (quartiles ± factor × their distance), zscore (mean ± factor × standard deviation), percentile.")
    .Optional("factor", Kinds.Number, step => step.Factor, (step, value) => step with { Factor = value }, "For iqr 1.5, for zscore 3 when not set.")
    .Optional("lower", Kinds.Number, step => step.Lower, (step, value) => step with { Lower = value }, "With percentile: the lower share, 0 to 1.")
    .Optional("upper", Kinds.Number, step => step.Upper, (step, value) => step with { Upper = value }, "With percentile: the upper share, 0 to 1.")
    .Optional("action", Kinds.Choice<OutlierAction>(), step => step.Action, (step, value) => step with { Action = value }, "What happens outside: cap sets the bound, null removes the value, flag adds <column>_is_outlier.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="CapOutliers"/>.</summary>
public enum OutlierRule
{
    Iqr,
    Zscore,
    Percentile,
}

/// <summary>See <see cref="CapOutliers"/>.</summary>
public enum OutlierAction
{
    Cap,
    Null,
    Flag,
}
