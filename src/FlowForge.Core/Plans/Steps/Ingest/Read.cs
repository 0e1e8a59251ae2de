using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Brings in the rows of a source.</summary>
public sealed record Read : PlanStep
{
    public PlanText SourceName { get; init; } = "";

    public static StepDefinition About { get; } = new StepDefinition<Read>(new Read())
    {
        Name = "read",
        Family = StepFamily.Ingest,
        Meaning = "Brings in all rows of the source, converted to its columns' types.",
        Nulls = "As the source gives them.",
        Output = "The columns of the source.",
        Errors = "The source is not in the plan; its file is missing or cannot be read; a value does not fit a declared type.",
        DuckDb = "SELECT * FROM read_parquet(…), or the converted file.",
        Spark = "spark.read.format(…).schema(…).load(path)",
    }
    .Required("source", Kinds.Column, step => step.SourceName, (step, value) => step with { SourceName = value }, "A source of the plan, by name.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
