using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps rows that another table has too.</summary>
public sealed record Intersect : PlanStep
{
    public PlanText Table { get; init; } = "";

    public UnionBy By { get; init; }

    public bool All { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Intersect>(new Intersect())
    {
        Name = "intersect",
        Family = StepFamily.Shape,
        Meaning = "Keeps the rows that the other table has too, each once; with all, as often as they are in both. Whole rows are compared; to compare by a key, take join with left_semi.",
        Nulls = "A null equals a null. NaN equals NaN, and -0.0 equals 0.0.",
        Output = "The columns of these rows, with types that hold both sides by Spark's rules.",
        Errors = "Different columns; types without a common one; a map, which is compared with nothing.",
        DuckDb = "INTERSECT [ALL]",
        Spark = "df.intersect(other), df.intersectAll(other)",
    }
    .Required("table", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The other table.")
    .Optional("by", Kinds.Choice<UnionBy>(), step => step.By, (step, value) => step with { By = value }, "name, or position.")
    .Optional("all", Kinds.Flag, step => step.All, (step, value) => step with { All = value }, "Count equal rows, instead of keeping one of them.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
