using FlowForge.Core.Plans.Steps;

namespace FlowForge.Generate.Lakeflow;

/// <summary>
/// Why a step cannot be said declaratively; null where it can. A function of a pipeline describes rows without looking at them, keeps nothing from one
/// update to the next, and may not pivot. A new kind of step does not compile until it is written here.
/// </summary>
/// <remarks>Source: docs.databricks.com, Lakeflow pipelines, Python language reference (operations not to be used) and limitations.</remarks>
internal sealed class StepLimits : IStepVisitor<string?>
{
    private const string Trained = "what it fits is used again for scoring, and a pipeline would fit it anew in each update";

    internal static StepLimits Instance { get; } = new();

    public string? Visit(Read step) => null;

    public string? Visit(From step) => step.Version is null ? null : "a materialized view has no versions to go back to";

    public string? Visit(Incremental step) => step.Late switch
    {
        LateRows.Ignore => null,
        LateRows.Quarantine or LateRows.Fail => "a pipeline keeps no watermark, so nobody knows which rows are late",
    };

    public string? Visit(AuditColumns step) => null;

    public string? Visit(Cast step) => null;

    public string? Visit(Rename step) => null;

    public string? Visit(Select step) => null;

    public string? Visit(Drop step) => null;

    public string? Visit(Filter step) => null;

    public string? Visit(CleanText step) => null;

    public string? Visit(Impute step) => null;

    public string? Visit(CapOutliers step) => null;

    public string? Visit(Deduplicate step) => null;

    public string? Visit(Mask step) => null;

    public string? Visit(Expect step) => null;

    public string? Visit(Derive step) => null;

    public string? Visit(Join step) => step.Condition is not null && step.Expect != Cardinality.ManyToMany && step.Type is not (JoinType.Cross or JoinType.LeftSemi or JoinType.LeftAnti)
        ? "partners by a condition can be counted only by looking at them" : null;

    public string? Visit(Union step) => null;

    public string? Visit(Intersect step) => null;

    public string? Visit(Except step) => null;

    public string? Visit(Aggregate step) => null;

    public string? Visit(Window step) => null;

    public string? Visit(Pivot step) => "pivot is not supported in pipelines";

    public string? Visit(Unpivot step) => null;

    public string? Visit(Explode step) => null;

    public string? Visit(Flatten step) => null;

    public string? Visit(Lookup step) => null;

    public string? Visit(SurrogateKey step) => step.With == KeyKind.Sequence ? "numbers that are given once must be remembered" : null;

    public string? Visit(WindowFeatures step) => null;

    public string? Visit(HistoryFeatures step) => null;

    public string? Visit(PointInTimeJoin step) => null;

    public string? Visit(Sort step) => null;

    public string? Visit(Core.Plans.Steps.Index step) => Trained;

    public string? Visit(OneHot step) => step.Categories is null ? Trained : null;

    public string? Visit(Ordinal step) => null;

    public string? Visit(Frequency step) => Trained;

    public string? Visit(Cyclical step) => null;

    public string? Visit(Scale step) => Trained;

    public string? Visit(Log step) => null;

    public string? Visit(Bin step) => step.Quantiles is null ? null : Trained;

    public string? Visit(Split step) => null;

    public string? Visit(TrainingSet step) => null;

    public string? Visit(FeatureTable step) => step.Timestamp is null ? null : "features of earlier moments must stay when later ones are computed";

    // What they need of the steps before them is for DatasetChoice.
    public string? Visit(Append step) => null;

    public string? Visit(Overwrite step) => step.Mode switch
    {
        OverwriteMode.Whole => null,
        OverwriteMode.Partitions => "partitions that are not in the rows must stay",
        OverwriteMode.Where => "rows outside of the condition must stay",
    };

    public string? Visit(Merge step) =>
        step.WhenMatched != MatchedAction.Update ? "rows that are there must stay as they are"
        : step.Update.Count > 0 ? "columns that are not updated must stay as they are"
        : step.Insert.Count > 0 || step.InsertWhen is not null ? "which rows are new is not known of rows that are all there"
        : step.MissingWhen is not null ? "rows that the source has lost must stay unless the condition holds"
        : step.NullKeys == NullKeys.Match ? "nulls are not equal to each other in the keys of AUTO CDC"
        : step.SoftDelete is not null ? "rows that the source has lost must stay, with a mark"
        : step.DeleteWhen is { } gone && gone.Text.Contains("target", StringComparison.OrdinalIgnoreCase) ? "a condition over the table needs the table's earlier rows"
        : null;

    public string? Visit(Scd2 step) =>
        step.EffectiveAt is null ? "versions that begin with the run cannot be computed again"
        : step.MissingInSource != MissingAction.Keep ? "when a key went is known of no update but that one"
        : null;

    public string? Visit(Snapshot step) => "yesterday's snapshot cannot be computed today";
}
