using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Adds a stable key.</summary>
public sealed record SurrogateKey : PlanStep
{
    public PlanText Name { get; init; } = "";

    public ValueList<PlanText> Of { get; init; } = [];

    public KeyKind With { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<SurrogateKey>(new SurrogateKey())
    {
        Name = "surrogate_key",
        Family = StepFamily.Shape,
        Meaning = "Computes the key of the business key columns; the same values always give the same key. Sequence gives new business keys the next numbers in the order of their columns.",
        Nulls = "A null takes part: (1, null) and (null, 1) have different keys with sha256 and sequence; xxhash64 skips nulls as Spark's does.",
        Output = "The key comes first.",
        Errors = "An unknown column; a name that is taken.",
        DuckDb = "our xxhash64, sha256(…)",
        Spark = "F.xxhash64(…), F.sha2(F.to_json(F.struct(…)), 256)",
    }
    .Required("name", Kinds.Column, step => step.Name, (step, value) => step with { Name = value }, "The column for the key.")
    .Required("of", Kinds.Columns, step => step.Of, (step, value) => step with { Of = value }, "Business key columns.")
    .Optional("with", Kinds.Choice<KeyKind>(), step => step.With, (step, value) => step with { With = value }, "xxhash64 (BIGINT), sha256 (STRING), sequence (BIGINT from 1, given once per business key and kept in the table _keys_<table>_<name>).");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="SurrogateKey"/>.</summary>
public enum KeyKind
{
    Xxhash64,
    Sha256,
    Sequence,
}
