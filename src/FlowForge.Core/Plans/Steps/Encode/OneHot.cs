using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Makes a column of 0 and 1 per category.</summary>
public sealed record OneHot : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public ValueList<PlanValue>? Categories { get; init; }

    public int Top { get; init; } = 20;

    public OneHotNaming Names { get; init; }

    public bool DropLast { get; init; }

    public bool KeepColumn { get; init; }

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<OneHot>(new OneHot())
    {
        Name = "one_hot",
        Family = StepFamily.Encode,
        Meaning = "Adds <column>_<category> for each category: 1 where the value is the category, else 0. Signs in a category that are no letter, digit or _ become _ in the name. With names: number they are <column>_0, <column>_1 … in the order of the categories.",
        Nulls = "A null or a category that was not fitted is 0 in all columns.",
        Output = "The columns without those encoded (unless keep_column), then the new ones INT.",
        Errors = "An unknown column; two categories that give one name; categories for several columns.",
        DuckDb = "CASE WHEN c = 'x' THEN 1 ELSE 0 END",
        Spark = "F.when(F.col(c) == \"x\", 1).otherwise(0)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to encode.")
    .Optional("categories", Kinds.Values, step => step.Categories, (step, value) => step with { Categories = value }, "The categories, for one column. Default: fitted, most frequent first.")
    .Optional("top", Kinds.Count, step => step.Top, (step, value) => step with { Top = value }, "Fitted categories at most; the others are 0 in all columns.")
    .Optional("names", Kinds.Choice<OneHotNaming>(), step => step.Names, (step, value) => step with { Names = value }, "What the new columns are called by: category, or number (names that stay when the categories are fitted anew).")
    .Optional("drop_last", Kinds.Flag, step => step.DropLast, (step, value) => step with { DropLast = value }, "Leave out the last category's column.")
    .Optional("keep_column", Kinds.Flag, step => step.KeepColumn, (step, value) => step with { KeepColumn = value }, "Keep the column itself.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="OneHot"/>.</summary>
public enum OneHotNaming
{
    Category,
    Number,
}
