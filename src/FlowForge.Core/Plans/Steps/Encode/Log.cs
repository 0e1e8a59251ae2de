using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Takes logarithms.</summary>
public sealed record Log : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public Logarithm With { get; init; }

    public PlanText? Suffix { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Log>(new Log())
    {
        Name = "log",
        Family = StepFamily.Encode,
        Meaning = "Takes the logarithm of each value.",
        Nulls = "Null stays null; where the logarithm does not exist (ln of 0 or less, log1p of -1 or less) the answer is null, as in Spark.",
        Output = "DOUBLE.",
        Errors = "An unknown column; one that is not a number.",
        DuckDb = "CASE WHEN c > -1 THEN ln(1 + c) END",
        Spark = "F.log1p(c)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to work on.")
    .Optional("with", Kinds.Choice<Logarithm>(), step => step.With, (step, value) => step with { With = value }, "log1p (ln(1 + v)), ln, log10.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name, and keep the column. Default: replace it.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Log"/>.</summary>
public enum Logarithm
{
    Log1p,
    Ln,
    Log10,
}
