using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Tidies texts.</summary>
public sealed record CleanText : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public bool Trim { get; init; } = true;

    public TextCase Case { get; init; }

    public bool CollapseSpaces { get; init; }

    public bool EmptyToNull { get; init; } = true;

    public static StepDefinition About { get; } = new StepDefinition<CleanText>(new CleanText())
    {
        Name = "clean_text",
        Family = StepFamily.Clean,
        Meaning = "In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes case, makes empty texts null.",
        Nulls = "Null stays null.",
        Output = "The columns as they are.",
        Errors = "An unknown column; a column that is not text.",
        DuckDb = "nullif(trim(…), '')",
        Spark = "F.nullif(F.trim(c), F.lit(\"\"))",
    }
    .Optional("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Text columns. Default: all of them.")
    .Optional("trim", Kinds.Flag, step => step.Trim, (step, value) => step with { Trim = value }, "Remove blanks at both ends.")
    .Optional("case", Kinds.Choice<TextCase>(), step => step.Case, (step, value) => step with { Case = value }, "Letters: keep, upper, lower, title.")
    .Optional("collapse_spaces", Kinds.Flag, step => step.CollapseSpaces, (step, value) => step with { CollapseSpaces = value }, "Make each run of white space one blank.")
    .Optional("empty_to_null", Kinds.Flag, step => step.EmptyToNull, (step, value) => step with { EmptyToNull = value }, "Make an empty text null.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="CleanText"/>.</summary>
public enum TextCase
{
    Keep,
    Upper,
    Lower,
    Title,
}
