namespace FlowForge.Core.Plans.Steps;

/// <summary>Answers for every kind of step: a new kind breaks every visitor until it is handled.</summary>
public interface IStepVisitor<out T>
{
    T Visit(Read step);
    T Visit(From step);
    T Visit(Incremental step);
    T Visit(AuditColumns step);

    T Visit(Cast step);
    T Visit(Rename step);
    T Visit(Select step);
    T Visit(Drop step);
    T Visit(Filter step);
    T Visit(CleanText step);
    T Visit(Impute step);
    T Visit(CapOutliers step);
    T Visit(Deduplicate step);
    T Visit(Mask step);
    T Visit(Expect step);

    T Visit(Derive step);
    T Visit(Join step);
    T Visit(Union step);
    T Visit(Intersect step);
    T Visit(Except step);
    T Visit(Aggregate step);
    T Visit(Window step);
    T Visit(Pivot step);
    T Visit(Unpivot step);
    T Visit(Explode step);
    T Visit(Flatten step);
    T Visit(Lookup step);
    T Visit(SurrogateKey step);
    T Visit(WindowFeatures step);
    T Visit(HistoryFeatures step);
    T Visit(PointInTimeJoin step);
    T Visit(Sort step);

    T Visit(Index step);
    T Visit(OneHot step);
    T Visit(Ordinal step);
    T Visit(Frequency step);
    T Visit(Cyclical step);
    T Visit(Scale step);
    T Visit(Log step);
    T Visit(Bin step);

    T Visit(Split step);
    T Visit(TrainingSet step);
    T Visit(FeatureTable step);

    T Visit(Append step);
    T Visit(Overwrite step);
    T Visit(Merge step);
    T Visit(Scd2 step);
    T Visit(Snapshot step);
}
