using FlowForge.Core.Diagnostics;

namespace FlowForge.Explore.Checks;

/// <summary>What a check is about.</summary>
public enum QualityDimension
{
    Completeness,
    Uniqueness,
    Validity,
    Consistency,
    Timeliness,
    Outliers,
    Balance,
    Leakage,

    /// <summary>What tells who a person is.</summary>
    Privacy,
    Drift,
}

/// <summary>A check that can be run: its stable id, and when it fails.</summary>
/// <param name="Threshold">Measured values above it fail.</param>
/// <param name="Measures">What is measured, in words; shares are of 0 to 1.</param>
public sealed record CheckDefinition(string Id, QualityDimension Dimension, Severity Severity, double Threshold, string Measures)
{
    public static CheckDefinition Nulls { get; } = new("completeness-nulls", QualityDimension.Completeness, Severity.Warning, 0.05, "share of rows without a value");
    public static CheckDefinition RareNulls { get; } = new("completeness-rare-nulls", QualityDimension.Completeness, Severity.Info, 0, "share of rows without a value in a column that at least 95 % of the rows fill");
    public static CheckDefinition EmptyColumn { get; } = new("completeness-empty-column", QualityDimension.Completeness, Severity.Warning, 0, "columns without any value");
    public static CheckDefinition KeyNulls { get; } = new("completeness-key", QualityDimension.Completeness, Severity.Error, 0, "rows without a key");
    public static CheckDefinition EmptyRows { get; } = new("completeness-empty-rows", QualityDimension.Completeness, Severity.Warning, 0, "rows in which every column is null");
    public static CheckDefinition PlaceholderTexts { get; } = new("completeness-placeholder", QualityDimension.Completeness, Severity.Warning, 0, "share of values that are blank or stand for nothing: N/A, null, -");
    public static CheckDefinition Sentinels { get; } = new("completeness-sentinel", QualityDimension.Completeness, Severity.Warning, 0, "share of numbers that stand for nothing: -999, 9999 far from all others");
    public static CheckDefinition DuplicateRows { get; } = new("uniqueness-rows", QualityDimension.Uniqueness, Severity.Warning, 0, "share of rows that are there already");
    public static CheckDefinition DuplicateKeys { get; } = new("uniqueness-key", QualityDimension.Uniqueness, Severity.Error, 0, "share of rows whose key is there already");
    public static CheckDefinition RepeatedValues { get; } = new("uniqueness-values", QualityDimension.Uniqueness, Severity.Warning, 0, "share of values that are there already, in a column of codes, numbers or addresses that has nearly all of them once");
    public static CheckDefinition ConstantColumn { get; } = new("uniqueness-constant", QualityDimension.Uniqueness, Severity.Info, 0, "columns with one value on every row");
    public static CheckDefinition Unreadable { get; } = new("validity-unreadable", QualityDimension.Validity, Severity.Error, 0, "share of the source's rows that could not be read");
    public static CheckDefinition Format { get; } = new("validity-format", QualityDimension.Validity, Severity.Warning, 0, "share of values that do not look like the column's others");
    public static CheckDefinition TypedText { get; } = new("validity-typed-text", QualityDimension.Validity, Severity.Warning, 0, "columns of numbers, dates or truth values that are stored as text");
    public static CheckDefinition Negatives { get; } = new("validity-negative", QualityDimension.Validity, Severity.Warning, 0, "share of negative numbers where none is expected");
    public static CheckDefinition NotFinite { get; } = new("validity-not-finite", QualityDimension.Validity, Severity.Error, 0, "share of numbers that are NaN or infinite");
    public static CheckDefinition Range { get; } = new("validity-range", QualityDimension.Validity, Severity.Warning, 0, "share of numbers outside of what the type allows: shares above 100 %, latitudes above 90°");
    public static CheckDefinition Controls { get; } = new("validity-control-characters", QualityDimension.Validity, Severity.Warning, 0, "share of texts with control characters");
    public static CheckDefinition PlaceholderDates { get; } = new("validity-date-placeholder", QualityDimension.Validity, Severity.Warning, 0, "share of dates such as 1900-01-01 and 9999-12-31");
    public static CheckDefinition FutureDates { get; } = new("validity-date-future", QualityDimension.Validity, Severity.Warning, 0, "share of dates after the moment of exploration, where the others lie before it");
    public static CheckDefinition WhiteSpace { get; } = new("consistency-whitespace", QualityDimension.Consistency, Severity.Info, 0, "share of texts with white space around them");
    public static CheckDefinition Spelling { get; } = new("consistency-spelling", QualityDimension.Consistency, Severity.Warning, 0, "share of texts with a more frequent spelling that differs by case or white space");
    public static CheckDefinition LetterCase { get; } = new("consistency-case", QualityDimension.Consistency, Severity.Warning, 0, "share of codes, addresses or categories with capital letters where nearly all have small ones, or the other way round");
    public static CheckDefinition DateFormats { get; } = new("consistency-date-format", QualityDimension.Consistency, Severity.Warning, 1, "formats of dates in one column");
    public static CheckDefinition DateOrder { get; } = new("consistency-date-order", QualityDimension.Consistency, Severity.Warning, 0, "share of rows in which two dates are the other way round than in nearly all others");
    public static CheckDefinition Overlap { get; } = new("consistency-overlap", QualityDimension.Consistency, Severity.Warning, 0, "share of rows whose period begins before the last one of the same thing has ended, where most do not");
    public static CheckDefinition Orphans { get; } = new("consistency-reference", QualityDimension.Consistency, Severity.Error, 0, "share of rows that refer to nothing");
    public static CheckDefinition Stale { get; } = new("timeliness-stale", QualityDimension.Timeliness, Severity.Info, 10, "days since the last event, in lengths of the usual gap between days with one (a gap is at least 3 days)");
    public static CheckDefinition Gap { get; } = new("timeliness-gap", QualityDimension.Timeliness, Severity.Warning, 14, "days of the longest gap in a series that has values on most days, also in the 30 days before and after the gap");
    public static CheckDefinition IqrOutliers { get; } = new("outliers-iqr", QualityDimension.Outliers, Severity.Info, 0.01, "share of numbers outside of the quartiles ± 1.5 × their distance");
    public static CheckDefinition ZOutliers { get; } = new("outliers-zscore", QualityDimension.Outliers, Severity.Info, 0.01, "share of numbers outside of the mean ± 3 × the standard deviation");
    public static CheckDefinition FarOutliers { get; } = new("outliers-far", QualityDimension.Outliers, Severity.Warning, 10, "distance of the furthest number from the 5th or 95th percentile, in distances between the quartiles; of positive numbers only what is also 3 of them away in logarithms, since amounts have long tails");
    public static CheckDefinition TargetImbalance { get; } = new("balance-target", QualityDimension.Balance, Severity.Warning, 0.9, "share of the target's most frequent value");
    public static CheckDefinition DominantValue { get; } = new("balance-dominant", QualityDimension.Balance, Severity.Info, 0.99, "share of a column's most frequent value");
    public static CheckDefinition Leakage { get; } = new("leakage-suspect", QualityDimension.Leakage, Severity.Warning, 0.95, "how well one column tells the target");
    public static CheckDefinition PersonalColumn { get; } = new("privacy-column", QualityDimension.Privacy, Severity.Info, 0, "columns that tell who a person is, or how to reach one");
    public static CheckDefinition PersonInText { get; } = new("privacy-in-text", QualityDimension.Privacy, Severity.Warning, 0, "share of texts with an e-mail address or a telephone number among their words");
    public static CheckDefinition SchemaDrift { get; } = new("drift-schema", QualityDimension.Drift, Severity.Error, 0, "columns that came, went, or changed their type");
    public static CheckDefinition RowDrift { get; } = new("drift-rows", QualityDimension.Drift, Severity.Warning, 0.5, "change of the number of rows, as a share of the earlier number");
    public static CheckDefinition NullDrift { get; } = new("drift-nulls", QualityDimension.Drift, Severity.Warning, 0.05, "change of the share of rows without a value");
    public static CheckDefinition DistributionDrift { get; } = new("drift-distribution", QualityDimension.Drift, Severity.Warning, 0.2, "population stability index between the snapshots");
    public static CheckDefinition CategoryDrift { get; } = new("drift-categories", QualityDimension.Drift, Severity.Warning, 0, "categories that were not there before");

    /// <summary>All checks, in the order of findings.</summary>
    public static IReadOnlyList<CheckDefinition> All { get; } =
    [
        Nulls, RareNulls, EmptyColumn, KeyNulls, EmptyRows, PlaceholderTexts, Sentinels, DuplicateRows, DuplicateKeys, RepeatedValues, ConstantColumn,
        Unreadable, Format, TypedText, Negatives, NotFinite, Range, Controls, PlaceholderDates, FutureDates, WhiteSpace, Spelling, LetterCase, DateFormats, DateOrder, Overlap, Orphans,
        Stale, Gap, IqrOutliers, ZOutliers, FarOutliers, TargetImbalance, DominantValue, Leakage, PersonalColumn, PersonInText,
        SchemaDrift, RowDrift, NullDrift, DistributionDrift, CategoryDrift,
    ];
}

/// <summary>One run of a check.</summary>
/// <param name="Column">Null when it is about the dataset.</param>
/// <param name="Measured">In the unit of <see cref="CheckDefinition.Measures"/>.</param>
/// <param name="Rows">Rows, or values, that are concerned.</param>
/// <param name="Summary">One sentence with the numbers.</param>
public sealed record CheckResult(CheckDefinition Check, string Dataset, string? Column, double Measured, long Rows, string Summary)
{
    /// <summary>The column that <see cref="Column"/> was compared with; null when there is none.</summary>
    public string? Other { get; init; }

    public bool Failed => Measured > Check.Threshold;

    public string Where => Column is null ? Dataset : $"{Dataset}.{Column}";
}
