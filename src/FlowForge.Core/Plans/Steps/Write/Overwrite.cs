using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Replaces the table's rows.</summary>
public sealed record Overwrite : PlanStep
{
    public OverwriteMode Mode { get; init; }

    public PlanText? Condition { get; init; }

    public SchemaChange Schema { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Overwrite>(new Overwrite())
    {
        Name = "overwrite",
        Family = StepFamily.Write,
        Meaning = "Replaces rows as one commit; when the new rows are the old ones nothing is written.",
        Nulls = "As append. A null partition value is a partition.",
        Output = "What the table holds.",
        Errors = "As append; a new row outside of the condition.",
        DuckDb = "a Delta commit with remove and add",
        Spark = "df.write.mode(\"overwrite\").option(\"replaceWhere\", …)",
    }
    .Optional("mode", Kinds.Choice<OverwriteMode>(), step => step.Mode, (step, value) => step with { Mode = value }, "whole; partitions: only those that occur in the rows; where: only rows that satisfy the condition.")
    .Optional("where", Kinds.Expression, step => step.Condition, (step, value) => step with { Condition = value }, "With where: the rows to replace. Every new row must satisfy it.")
    .Optional("schema", Kinds.Choice<SchemaChange>(), step => step.Schema, (step, value) => step with { Schema = value }, "What happens to columns that the table does not have: strict refuses them, additive adds them, permissive also widens types, and with whole the table takes the columns and types of the rows.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Overwrite"/>.</summary>
public enum OverwriteMode
{
    Whole,
    Partitions,
    Where,
}
