using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Puts numbers into bins.</summary>
public sealed record Bin : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public ValueList<double>? Edges { get; init; }

    public int? Quantiles { get; init; }

    public double? Width { get; init; }

    public ValueList<PlanValue>? Labels { get; init; }

    public PlanText Suffix { get; init; } = "_bin";

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Bin>(new Bin())
    {
        Name = "bin",
        Family = StepFamily.Encode,
        Meaning = "Finds each value's bin by edges, quantiles or width: exactly one of them.",
        Nulls = "Null, NaN and values outside of edges have no bin: null. NaN is not fitted.",
        Output = "The columns, then <column>_bin INT (with labels STRING; with width BIGINT: floor(v / width)).",
        Errors = "An unknown column; one that is not a number; edges that do not grow; not as many labels as bins; more or less than one way of binning.",
        DuckDb = "CASE WHEN c < e1 THEN 0 …",
        Spark = "F.when(F.col(c) < e1, 0)…",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to bin.")
    .Optional("edges", Kinds.Numbers, step => step.Edges, (step, value) => step with { Edges = value }, "Edges in growing order: a bin has its lower edge and not its upper; the last bin has both. Below the first and above the last edge there is no bin.")
    .Optional("quantiles", Kinds.Count, step => step.Quantiles, (step, value) => step with { Quantiles = value }, "This many bins with the same share of rows: between them stand fitted exact quantiles, which are values that occur; the first and the last bin have no end.")
    .Optional("width", Kinds.Number, step => step.Width, (step, value) => step with { Width = value }, "Bins of this width from 0 on.")
    .Optional("labels", Kinds.Values, step => step.Labels, (step, value) => step with { Labels = value }, "Names of the bins. Default: their numbers from 0.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
