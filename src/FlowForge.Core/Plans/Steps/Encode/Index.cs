using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Numbers the categories of a column.</summary>
public sealed record Index : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public IndexOrder Order { get; init; }

    public UnseenCategory Unseen { get; init; }

    public PlanText Suffix { get; init; } = "_index";

    public PlanText? FitOn { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Index>(new Index())
    {
        Name = "index",
        Family = StepFamily.Encode,
        Meaning = "Gives each fitted category a number from 0; the categories are stored and used again when scoring.",
        Nulls = "Null is not a category.",
        Output = "The columns, then <column>_index DOUBLE.",
        Errors = "An unknown column; with fail, the value that was not fitted.",
        DuckDb = "fitted categories joined",
        Spark = "StringIndexer(stringOrderType=…, handleInvalid=…)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to number.")
    .Optional("order", Kinds.Choice<IndexOrder>(), step => step.Order, (step, value) => step with { Order = value }, "frequency_desc, frequency_asc, alphabet_asc, alphabet_desc: which category is 0. Equal frequencies by alphabet.")
    .Optional("unseen", Kinds.Choice<UnseenCategory>(), step => step.Unseen, (step, value) => step with { Unseen = value }, "A null or a category that was not fitted: keep gives the number after the last, fail stops, skip drops the row.")
    .Optional("suffix", Kinds.Text, step => step.Suffix, (step, value) => step with { Suffix = value }, "Put after the column's name.")
    .Optional("fit_on", Kinds.Expression, step => step.FitOn, (step, value) => step with { FitOn = value }, "Fit from the rows that satisfy this condition only, e.g. the training split. Default: all rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Index"/>.</summary>
public enum IndexOrder
{
    FrequencyDesc,
    FrequencyAsc,
    AlphabetAsc,
    AlphabetDesc,
}

/// <summary>See <see cref="Index"/>.</summary>
public enum UnseenCategory
{
    Keep,
    Fail,
    Skip,
}
