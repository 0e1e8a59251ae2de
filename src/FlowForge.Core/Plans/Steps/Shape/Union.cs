using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Puts the rows of other tables below these.</summary>
public sealed record Union : PlanStep
{
    public ValueList<PlanText> Tables { get; init; } = [];

    public UnionBy By { get; init; }

    public bool AllowMissing { get; init; }

    public bool Distinct { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Union>(new Union())
    {
        Name = "union",
        Family = StepFamily.Shape,
        Meaning = "Puts all rows together, equal ones too unless distinct.",
        Nulls = "With distinct nulls are equal.",
        Output = "The columns of these rows, with types that hold both sides by Spark's rules; with allow_missing, then those that only the others have.",
        Errors = "Different columns; types without a common one.",
        DuckDb = "UNION ALL [BY NAME]",
        Spark = "df.unionByName(other, allowMissingColumns=…)",
    }
    .Required("tables", Kinds.Tables, step => step.Tables, (step, value) => step with { Tables = value }, "The tables to add.")
    .Optional("by", Kinds.Choice<UnionBy>(), step => step.By, (step, value) => step with { By = value }, "name, or position.")
    .Optional("allow_missing", Kinds.Flag, step => step.AllowMissing, (step, value) => step with { AllowMissing = value }, "By name: a column that a table lacks is null there, instead of an error.")
    .Optional("distinct", Kinds.Flag, step => step.Distinct, (step, value) => step with { Distinct = value }, "Keep one of equal rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Union"/>.</summary>
public enum UnionBy
{
    Name,
    Position,
}
