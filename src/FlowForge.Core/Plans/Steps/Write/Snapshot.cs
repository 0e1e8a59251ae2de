using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Keeps a dated copy of all rows per run.</summary>
public sealed record Snapshot : PlanStep
{
    public PlanText Into { get; init; } = "snapshot_date";

    public int? Keep { get; init; }

    public static StepDefinition About { get; } = new StepDefinition<Snapshot>(new Snapshot())
    {
        Name = "snapshot",
        Family = StepFamily.Write,
        Meaning = "Writes all rows with the run's date; a second run on one day replaces that day's.",
        Nulls = "As append.",
        Output = "The columns, then the date.",
        Errors = "A name that is taken.",
        DuckDb = "overwrite of one partition",
        Spark = "df.write.option(\"replaceWhere\", \"snapshot_date = …\")",
    }
    .Optional("as", Kinds.Text, step => step.Into, (step, value) => step with { Into = value }, "The DATE column, the table's partition.")
    .Optional("keep", Kinds.Count, step => step.Keep, (step, value) => step with { Keep = value }, "How many of the latest snapshots to keep. Default: all.");

    public override StepDefinition Definition => About;

    public override T Accept<T>(IStepVisitor<T> visitor) => visitor.Visit(this);
}
