using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps the rows that are new since the last successful run.</summary>
public sealed record Incremental : PlanStep
{
    public PlanText Column { get; init; } = "";

    public PlanDuration? Lateness { get; init; }

    public LateRows Late { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Incremental>(new Incremental())
    {
        Name = "incremental",
        Family = StepFamily.Ingest,
        Meaning = "Keeps rows whose column is greater than the watermark, the greatest value that a successful run of this step has written; it is stored when the run succeeds. A first run, or one with --full-refresh, keeps all rows.",
        Nulls = "A row without a value is late.",
        Output = "The columns as they are.",
        Errors = "The column is neither number nor date nor timestamp; lateness is set and the table is appended to; late rows when late is fail.",
        DuckDb = "WHERE column > watermark - lateness",
        Spark = "df.where(F.col(column) > F.lit(watermark) - F.expr(\"INTERVAL …\"))",
    }
    .Required("column", Kinds.Column, step => step.Column, (step, value) => step with { Column = value }, "The watermark: a date, timestamp or number that grows.")
    .Optional("lateness", Kinds.Duration, step => step.Lateness, (step, value) => step with { Lateness = value }, "Rows this much older than the watermark are read again; the table must then be written with merge or scd2, so that none is there twice. Needs a date or timestamp.")
    .Optional("late", Kinds.Choice<LateRows>(), step => step.Late, (step, value) => step with { Late = value }, "What happens to rows that are older still, or have no watermark: ignore counts them, quarantine sets them aside, fail stops.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Incremental"/>.</summary>
public enum LateRows
{
    Ignore,
    Quarantine,
    Fail,
}
