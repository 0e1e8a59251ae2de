using FlowForge.Explore.Profiling.Texts;
using FlowForge.Core.Schemas;

namespace FlowForge.Explore.Profiling;

/// <summary>What was measured of a column. Shares are of 0 to 1.</summary>
public sealed record ColumnProfile(string Name, DataType Type)
{
    public ColumnKind Kind => ColumnKinds.Of(Type);

    public required long Rows { get; init; }

    public required long Nulls { get; init; }

    /// <summary>Different values, nulls not counted. See <see cref="DistinctIsExact"/>.</summary>
    public required long Distinct { get; init; }

    /// <summary>Counted; otherwise estimated by HyperLogLog, which is a few percent off.</summary>
    public bool DistinctIsExact { get; init; }

    /// <summary>The smallest and the greatest value as the engine writes them; null without values.</summary>
    public string? Min { get; init; }

    public string? Max { get; init; }

    /// <summary>The most frequent values, most frequent first; empty where there are too many different ones to count them all.</summary>
    public IReadOnlyList<ValueCount> Top { get; init; } = [];

    /// <summary>Null unless the values are numbers and there is a finite one.</summary>
    public NumberProfile? Number { get; init; }

    /// <summary>Null unless the values are texts and there is one.</summary>
    public TextProfile? Text { get; init; }

    /// <summary>Null unless the values are dates or timestamps and there is one.</summary>
    public TimeProfile? Time { get; init; }

    public ValueOrder Order { get; init; }

    public long Values => Rows - Nulls;

    public double NullShare => Rows == 0 ? 0 : (double)Nulls / Rows;

    /// <summary>Whether each value occurs once and none is missing.</summary>
    public bool IsUnique => DistinctIsExact && Rows > 0 && Nulls == 0 && Distinct == Rows;
}

/// <param name="Value">As the engine writes it.</param>
public sealed record ValueCount(string Value, long Count);

/// <summary>How values follow each other in the order in which the rows are stored.</summary>
public enum ValueOrder
{
    Unordered,
    Ascending,
    Descending,

    /// <summary>Ascending, and no value twice.</summary>
    StrictlyAscending,
    StrictlyDescending,
}

/// <summary>Numbers of a column. Moments are of the finite values.</summary>
/// <param name="Std">Of the sample, as DuckDB's <c>stddev</c>; null with one value.</param>
/// <param name="Skewness">As DuckDB's <c>skewness</c>; null where it does not exist.</param>
/// <param name="Kurtosis">Excess kurtosis of the sample, as DuckDB's <c>kurtosis</c>.</param>
public sealed record NumberProfile(double Min, double Max, double Mean, double? Std, double? Skewness, double? Kurtosis)
{
    /// <summary>Approximate quantiles (t-digest) at <see cref="QuantilePoints"/>.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    public static IReadOnlyList<double> QuantilePoints { get; } = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    public long Zeros { get; init; }

    public long Negatives { get; init; }

    public long Infinities { get; init; }

    public long NaNs { get; init; }

    /// <summary>Values with a part after the point.</summary>
    public long Fractions { get; init; }

    public Histogram Histogram { get; init; } = Histogram.Empty;

    /// <summary>Values outside of the quartiles ± 1.5 × their distance.</summary>
    public Outliers Iqr { get; init; } = Outliers.None;

    /// <summary>Values outside of the mean ± 3 × the standard deviation.</summary>
    public Outliers ZScore { get; init; } = Outliers.None;

    public double Q1 => Quantiles[2];

    public double Median => Quantiles[3];

    public double Q3 => Quantiles[4];
}

/// <summary>Values counted between edges: bin i holds values above edge i and up to edge i + 1; the first bin its lower edge too.</summary>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    public static Histogram Empty { get; } = new([], []);
}

/// <summary>Values below and above two bounds.</summary>
public sealed record Outliers(double Lower, double Upper, long Below, long Above)
{
    public static Outliers None { get; } = new(double.NegativeInfinity, double.PositiveInfinity, 0, 0);

    public long Count => Below + Above;
}

/// <summary>Texts of a column. Lengths are in characters.</summary>
public sealed record TextProfile(int MinLength, int MaxLength, double MeanLength)
{
    /// <summary>How many values look like what, most frequent first.</summary>
    public required IReadOnlyList<FormCount> Forms { get; init; }

    /// <summary>Shapes of the values, most frequent first: <c>A</c> letters, <c>a</c> small letters, <c>9</c> digits, other characters as they are.</summary>
    public required IReadOnlyList<ShapeCount> Shapes { get; init; }

    /// <summary>Values with white space before or after.</summary>
    public long Untrimmed { get; init; }

    /// <summary>Values with control characters in them.</summary>
    public long Controls { get; init; }

    /// <summary>The values of <see cref="ValueForm.Placeholder"/>, each as it is written, most frequent first.</summary>
    public IReadOnlyList<ValueCount> Placeholders { get; init; } = [];

    /// <summary>Values whose letters are all small, all capital, or both; of those that are looked at letter by letter, which is up to 128 characters.</summary>
    public long LowerCase { get; init; }

    public long UpperCase { get; init; }

    public long MixedCase { get; init; }

    /// <summary>Texts of several words with an e-mail address or a telephone number among them.</summary>
    public long WithPerson { get; init; }

    /// <summary>Values spelled in several ways that differ by case and white space alone; empty where there are too many different values to compare.</summary>
    public IReadOnlyList<SpellingVariants> Variants { get; init; } = [];

    /// <summary>Rows whose value has another, more frequent spelling.</summary>
    public long VariantRows { get; init; }

    public long CountOf(params ReadOnlySpan<ValueForm> forms)
    {
        long count = 0;
        foreach (FormCount form in Forms)
            if (forms.Contains(form.Form)) count += form.Count;
        return count;
    }
}

/// <param name="Example">The smallest value of that form.</param>
public sealed record FormCount(ValueForm Form, long Count, string Example);

/// <param name="Example">The smallest value of that shape.</param>
public sealed record ShapeCount(string Shape, long Count, string Example);

/// <param name="Spellings">Most frequent first.</param>
public sealed record SpellingVariants(IReadOnlyList<ValueCount> Spellings);
