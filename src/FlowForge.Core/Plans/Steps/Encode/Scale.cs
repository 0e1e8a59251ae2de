using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Brings numbers to a common scale.</summary>
public sealed record Scale : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public Scaling With { get; init; }

    public bool Center { get; init; } = true;

    public PlanText? Suffix { get; init; }

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Scale>(new Scale())
    {
        Name = "scale",
        Family = StepFamily.Encode,
        Meaning = "Fits the numbers named and applies them. Quartiles are exact and interpolated.",
        Nulls = "Null stays null and is not fitted; NaN and infinity neither, and NaN stays NaN. A constant column gives 0 (minmax: 0.5).",
        Output = "DOUBLE in the place of the column, or after the columns with the suffix.",
        Errors = "An unknown column; one that is not a number.",
        DuckDb = "(c - mean) / sd",
        Spark = "(F.col(c) - mean) / sd with the stored numbers",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to scale.")
    .Optional("with", Kinds.Choice<Scaling>(), step => step.With, (step, value) => step with { With = value }, "standard ((v - mean) / sample deviation), minmax (to 0…1), robust ((v - median) / (q3 - q1)), maxabs (v / greatest magnitude).")
    .Optional("center", Kinds.Flag, step => step.Center, (step, value) => step with { Center = value }, "With standard and robust: take the mean or the median away. Without it numbers are only divided, as pyspark.ml does unless told, and 0 stays 0.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name, and keep the column. Default: replace it.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Scale"/>.</summary>
public enum Scaling
{
    Standard,
    Minmax,
    Robust,
    Maxabs,
}
