using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds the rows to the table.</summary>
public sealed record Append : PlanStep
{
    public SchemaChange Schema { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Append>(new Append())
    {
        Name = "append",
        Family = StepFamily.Write,
        Meaning = "Adds all rows as one commit. The run's id is kept in the commit, so a run that is repeated after a crash adds nothing twice. With --full-refresh the rows take the place of all that is there.",
        Nulls = "A null in a column that is never null, or a CHECK that is not true, stops the run.",
        Output = "What the table holds.",
        Errors = "Columns that do not fit the table's; a violated constraint.",
        DuckDb = "a Delta commit of new Parquet files",
        Spark = "df.write.mode(\"append\").option(\"txnAppId\", …).saveAsTable(name)",
    }
    .Optional("schema", Kinds.Choice<SchemaChange>(), step => step.Schema, (step, value) => step with { Schema = value }, "What happens to columns that the table does not have: strict refuses them, additive adds them, permissive also widens types.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Append"/>.</summary>
public enum SchemaChange
{
    Strict,
    Additive,
    Permissive,
}
