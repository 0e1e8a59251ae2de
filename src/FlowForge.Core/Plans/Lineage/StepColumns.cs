using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Core.Plans.Lineage;

/// <summary>What schemas do not tell of a step: columns that keep name and type and have other values behind it, and columns that values are fitted from.</summary>
public static class StepColumns
{
    /// <summary>Columns whose values the step replaces under their own names.</summary>
    public static IEnumerable<string> Changed(PlanStep step) => step switch
    {
        Cast cast => cast.Columns.Select(column => column.Name.Text),
        CleanText clean => Names(clean.Columns),
        Impute impute => Names(impute.Columns),
        CapOutliers { Action: not OutlierAction.Flag } cap => Names(cap.Columns),
        Mask mask => Names(mask.Columns),
        Derive derive => derive.Columns.Select(column => column.Name.Text),
        Scale { Suffix: null } scale => Names(scale.Columns),
        Log { Suffix: null } log => Names(log.Columns),
        _ => [],
    };

    /// <summary>Columns from whose values the step fits something that is stored and used again.</summary>
    public static IEnumerable<string> Fitted(PlanStep step) => step switch
    {
        Impute { With: Imputation.Median or Imputation.Mean or Imputation.Mode } impute => Names(impute.Columns),
        CapOutliers cap => Names(cap.Columns),
        Scale scale => Names(scale.Columns),
        Bin { Quantiles: not null } bin => Names(bin.Columns),
        Steps.Index index => Names(index.Columns),
        OneHot { Categories: null } oneHot => Names(oneHot.Columns),
        Frequency frequency => Names(frequency.Columns),
        Pivot { Values: null } pivot => [pivot.Column.Text],
        _ => [],
    };

    private static IEnumerable<string> Names(IEnumerable<PlanText> columns) => columns.Select(column => column.Text);
}
