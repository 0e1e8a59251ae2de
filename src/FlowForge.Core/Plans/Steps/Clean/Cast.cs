using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Changes the types of columns.</summary>
public sealed record Cast : PlanStep
{
    public ValueList<Named<DataType>> Columns { get; init; } = [];

    public ValueList<Named<PlanText>> Formats { get; init; } = [];

    public CastError OnError { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Cast>(new Cast())
    {
        Name = "cast",
        Family = StepFamily.Clean,
        Meaning = "Casts by Spark's rules in the plan's ANSI mode; with a pattern, by to_date or to_timestamp.",
        Nulls = "Null stays null. NaN does not fit a whole number or a decimal.",
        Output = "The columns in their order; those named have the new types.",
        Errors = "An unknown column; a cast that Spark does not have; with fail, the first value that does not fit, with its text.",
        DuckDb = "CAST, TRY_CAST, or our own conversion where DuckDB's differs",
        Spark = "F.col(c).cast(type), F.expr(\"try_cast(…)\"), F.to_date(c, pattern)",
    }
    .Required("columns", Kinds.Types, step => step.Columns, (step, value) => step with { Columns = value }, "Columns and the types they get.")
    .Optional("formats", Kinds.Renames, step => step.Formats, (step, value) => step with { Formats = value }, "Date and time patterns of text columns, in Spark's letters: dd.MM.yyyy.")
    .Optional("on_error", Kinds.Choice<CastError>(), step => step.OnError, (step, value) => step with { OnError = value }, "What happens to a value that does not fit: fail stops, null makes it null, quarantine sets the row aside.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>See <see cref="Cast"/>.</summary>
public enum CastError
{
    Fail,
    Null,
    Quarantine,
}
