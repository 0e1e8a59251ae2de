using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds where and when a row came in.</summary>
public sealed record AuditColumns : PlanStep
{
    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["_source", "_run_id", "_ingested_at"];

    public ValueList<PlanText> Columns { get; init; } = [.. Names.Select(name => (PlanText)name)];

    public static StepDefinition About { get; } = new StepDefinition<AuditColumns>(new AuditColumns())
    {
        Name = "audit_columns",
        Family = StepFamily.Ingest,
        Meaning = "Adds columns that tell where each row came from. They never take part in comparisons of merge and scd2, so a rerun changes nothing.",
        Nulls = "None is null.",
        Output = "The columns, and after them _source STRING, _run_id STRING, _ingested_at TIMESTAMP.",
        Errors = "A column of that name is there already; an unknown name.",
        DuckDb = "SELECT *, '…' AS _source",
        Spark = "df.withColumn(\"_source\", F.lit(…))",
    }
    .Optional("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Which of _source (what was read), _run_id and _ingested_at (when the run began) to add.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
