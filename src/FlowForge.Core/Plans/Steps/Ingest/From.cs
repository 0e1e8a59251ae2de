using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Brings in the rows of another table.</summary>
public sealed record From : PlanStep
{
    public PlanText Table { get; init; } = "";

    public int? Version { get; init; }

    public PlanText? Filter { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<From>(new From())
    {
        Name = "from",
        Family = StepFamily.Ingest,
        Meaning = "Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.",
        Nulls = "A condition that is null drops the row.",
        Output = "The columns of the table.",
        Errors = "The table is neither in the plan nor in the catalog; the tables depend on each other in a circle; the version is gone.",
        DuckDb = "SELECT * FROM delta_scan of the snapshot's files",
        Spark = "spark.table(name), spark.read.option(\"versionAsOf\", n).table(name)",
    }
    .Required("table", Kinds.Table, step => step.Table, (step, value) => step with { Table = value }, "The table to read.")
    .Optional("version", Kinds.Count, step => step.Version, (step, value) => step with { Version = value }, "Read this version of the table instead of the latest.")
    .Optional("where", Kinds.Expression, step => step.Filter, (step, value) => step with { Filter = value }, "Only rows that satisfy this condition; files that cannot hold any are not read.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
