using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>States what must hold for every row.</summary>
public sealed record Expect : PlanStep
{
    public ValueList<Named<PlanText>> Rules { get; init; } = [];

    public Violation OnViolation { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Expect>(new Expect())
    {
        Name = "expect",
        Family = StepFamily.Clean,
        Meaning = "Checks each rule on each row. Rows in = rows out + rows set aside or removed.",
        Nulls = "A rule that is null is violated, as in Delta's CHECK.",
        Output = "The columns as they are.",
        Errors = "A rule is not BOOLEAN; with fail, a violated rule with its name and count.",
        DuckDb = "WHERE rule IS TRUE",
        Spark = "df.where(\"rule\"), or @dlt.expect",
    }
    .Required("rules", Kinds.Expressions, step => step.Rules, (step, value) => step with { Rules = value }, "Rules by name: conditions.")
    .Optional("on_violation", Kinds.Choice<Violation>(), step => step.OnViolation, (step, value) => step with { OnViolation = value }, "fail stops, drop removes the row, quarantine sets it aside with the names of its rules, warn counts.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Expect"/>.</summary>
public enum Violation
{
    Fail,
    Drop,
    Quarantine,
    Warn,
}
