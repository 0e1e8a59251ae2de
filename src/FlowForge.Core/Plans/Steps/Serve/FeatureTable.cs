using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Writes features by entity and time.</summary>
public sealed record FeatureTable : PlanStep
{
    public ValueList<PlanText> Keys { get; init; } = [];

    public PlanText? Timestamp { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<FeatureTable>(new FeatureTable())
    {
        Name = "feature_table",
        Family = StepFamily.Serve,
        Meaning = "Merges rows by key and timestamp: rows that are there are replaced, new ones added. Key and timestamp are the table's primary key.",
        Nulls = "A null key or timestamp stops the run.",
        Output = "What the table holds.",
        Errors = "An unknown column; a key that is null or there twice.",
        DuckDb = "MERGE of a Delta table",
        Spark = "MERGE INTO … USING … ON …",
    }
    .Required("keys", Kinds.Columns, step => step.Keys, (step, value) => step with { Keys = value }, "The entity's key.")
    .Optional("timestamp", Kinds.Column, step => step.Timestamp, (step, value) => step with { Timestamp = value }, "From when the features hold. Default: they have no time.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
