namespace FlowForge.Core.Plans.Steps;

/// <summary>All kinds of steps.</summary>
public static class StepDefinitions
{
    /// <summary>In the order of the documentation: by family.</summary>
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Read.About, From.About, Incremental.About, AuditColumns.About,
        Cast.About, Rename.About, Select.About, Drop.About, Filter.About, CleanText.About, Impute.About, CapOutliers.About, Deduplicate.About, Mask.About, Expect.About,
        Derive.About, Join.About, Union.About, Intersect.About, Except.About, Aggregate.About, Window.About, Pivot.About, Unpivot.About, Explode.About, Flatten.About, Lookup.About, SurrogateKey.About, WindowFeatures.About, HistoryFeatures.About, PointInTimeJoin.About, Sort.About,
        Index.About, OneHot.About, Ordinal.About, Frequency.About, Cyclical.About, Scale.About, Log.About, Bin.About,
        Split.About, TrainingSet.About, FeatureTable.About,
        Append.About, Overwrite.About, Merge.About, Scd2.About, Snapshot.About,
    ];

    private static readonly Dictionary<string, StepDefinition> s_byName = All.ToDictionary(definition => definition.Name);

    /// <summary>The definition by the name it has in plans; null when there is none.</summary>
    public static StepDefinition? Find(string name) => s_byName.GetValueOrDefault(name);
}
