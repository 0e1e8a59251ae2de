using FlowForge.Explore.Datasets;

namespace FlowForge.Explore.Checks;

/// <summary>How good a dataset is, from 0 to 100, and the parts that make it.</summary>
/// <param name="Parts">Each 0 to 1, with its weight.</param>
public sealed record QualityScore(double Value, IReadOnlyList<QualityPart> Parts)
{
    /// <summary>As findings tell it.</summary>
    public const string Formula = "100 × (0.35 × completeness + 0.25 × uniqueness + 0.25 × validity + 0.15 × consistency); completeness = cells with a real value / cells; uniqueness = 1 − rows that repeat a row or its key / rows; validity and consistency = 1 − mean over columns of the largest share that fails one of their checks";

    internal static QualityScore Of(TypedDataset dataset, IReadOnlyList<CheckResult> checks)
    {
        double columns = Math.Max(1, dataset.Columns.Count), cells = Math.Max(1, dataset.Profile.Rows * columns);
        double missing = dataset.Columns.Sum(column => column.Nulls) + Of(CheckDefinition.PlaceholderTexts).Concat(Of(CheckDefinition.Sentinels)).Sum(check => check.Rows);
        double repeated = Of(CheckDefinition.DuplicateRows).Concat(Of(CheckDefinition.DuplicateKeys)).Select(check => check.Measured).DefaultIfEmpty(0).Max();
        QualityPart[] parts =
        [
            new("completeness", 0.35, 1 - Math.Min(1, missing / cells)),
            new("uniqueness", 0.25, 1 - Math.Min(1, repeated)),
            new("validity", 0.25, 1 - Worst(QualityDimension.Validity) / columns),
            new("consistency", 0.15, 1 - Worst(QualityDimension.Consistency) / columns),
        ];
        return new QualityScore(Math.Round(100 * parts.Sum(part => part.Weight * part.Share), 1), parts);

        IEnumerable<CheckResult> Of(CheckDefinition check) => checks.Where(result => result.Check == check);

        double Worst(QualityDimension dimension) => checks.Where(result => result.Check.Dimension == dimension && result.Failed && result.Column is not null)
            .GroupBy(result => result.Column).Sum(column => column.Max(result => result.Check.Threshold >= 1 ? 0.1 : Math.Min(1, result.Measured == 1 && result.Check == CheckDefinition.TypedText ? 0.1 : result.Measured)));
    }
}

/// <param name="Share">0 to 1; 1 is good.</param>
public sealed record QualityPart(string Name, double Weight, double Share);
