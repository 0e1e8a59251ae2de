using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Replaces categories by how often they occur.</summary>
public sealed record Frequency : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public FrequencyMeasure As { get; init; }

    public PlanText Suffix { get; init; } = "_freq";

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Frequency>(new Frequency())
    {
        Name = "frequency",
        Family = StepFamily.Encode,
        Meaning = "Counts each value in the fitted rows and adds its share or count.",
        Nulls = "Null is a value like any other.",
        Output = "The columns, then <column>_freq DOUBLE (count: BIGINT). A value that was not fitted has 0.",
        Errors = "An unknown column.",
        DuckDb = "joined counts, null-safe",
        Spark = "groupBy(c).count() joined with eqNullSafe",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to work on.")
    .Optional("as", Kinds.Choice<FrequencyMeasure>(), step => step.As, (step, value) => step with { As = value }, "share (of all fitted rows, nulls too), or count.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Frequency"/>.</summary>
public enum FrequencyMeasure
{
    Share,
    Count,
}
