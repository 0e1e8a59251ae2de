using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Hides values that must not be seen.</summary>
public sealed record Mask : PlanStep
{
    public ValueList<PlanText> Columns { get; init; } = [];

    public Masking With { get; init; }

    public PlanText? Salt { get; init; }

    public PlanText Text { get; init; } = "***";

    public int KeepFirst { get; init; }

    public int KeepLast { get; init; } = 4;

    public static StepDefinition About { get; } = new StepDefinition<Mask>(new Mask())
    {
        Name = "mask",
        Family = StepFamily.Clean,
        Meaning = "Replaces each value. Partial turns every other character into *; a text not longer than what would stay is hidden whole.",
        Nulls = "Null stays null.",
        Output = "The columns become STRING.",
        Errors = "An unknown column; a parameter that does not belong to the way of masking.",
        DuckDb = "sha256(salt || c), repeat('*', n)",
        Spark = "F.sha2(F.concat(F.lit(salt), c), 256)",
    }
    .Required("columns", Kinds.Columns, step => step.Columns, (step, value) => step with { Columns = value }, "Columns to hide.")
    .Optional("with", Kinds.Choice<Masking>(), step => step.With, (step, value) => step with { With = value }, "hash (SHA-256 in hexadecimal), redact (a fixed text), partial (some characters stay), null.")
    .Optional("salt", Kinds.Text, step => step.Salt, (step, value) => step with { Salt = value }, "With hash: put before the value. A reference to a secret (secret:scope/key), not the secret.")
    .Optional("text", Kinds.Text, step => step.Text, (step, value) => step with { Text = value }, "With redact: the text.")
    .Optional("keep_first", Kinds.Count, step => step.KeepFirst, (step, value) => step with { KeepFirst = value }, "With partial: characters that stay at the beginning.")
    .Optional("keep_last", Kinds.Count, step => step.KeepLast, (step, value) => step with { KeepLast = value }, "With partial: characters that stay at the end.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Mask"/>.</summary>
public enum Masking
{
    Hash,
    Redact,
    Partial,
    Null,
}
