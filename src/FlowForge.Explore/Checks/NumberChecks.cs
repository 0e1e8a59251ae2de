using System.Globalization;
using FlowForge.DuckDb;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Checks of numbers: what cannot be, what stands for nothing, what is far away.</summary>
internal sealed class NumberChecks(DuckDbConnection connection, TypedDataset dataset, CheckList list)
{
    private static readonly HashSet<double> s_sentinels = [-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999];

    /// <summary>Fewer negatives than this among positive numbers are slips, whatever the column is called.</summary>
    private const double FewNegatives = 0.005;

    internal void Run(ColumnProfile column, NumberProfile number, CancellationToken cancellationToken)
    {
        SemanticType type = dataset.TypeOf(column);
        list.AddShare(CheckDefinition.NotFinite, column.Name, number.NaNs + number.Infinities, column.Values, "values are NaN or infinite");
        if (type is SemanticType.Identifier or SemanticType.Binary || type.IsCategory && type != SemanticType.CategoricalOrdinal) return;
        // What stands for nothing is told as that, and not again as negative or far away.
        ValueCount[] sentinels = type.IsMeasure ? [.. Sentinels(column, number)] : [];
        long negatives = number.Negatives - sentinels.Where(value => value.Value.StartsWith('-')).Sum(value => value.Count);
        if (new Words(column.Name).HasAny(NameWords.NeverNegative) || number.Median > 0 && negatives > 0 && negatives < FewNegatives * column.Values)
            list.AddShare(CheckDefinition.Negatives, column.Name, negatives, column.Values, "values are negative");
        if (NumberBounds.Of(column, type) is { } bounds)
            list.AddShare(CheckDefinition.Range, column.Name, Outside(column, number, bounds, cancellationToken), column.Values, $"values are outside of {bounds.Low:R} to {bounds.High:R}");
        if (!type.IsMeasure) return;
        list.AddShare(CheckDefinition.Sentinels, column.Name, sentinels.Sum(value => value.Count), column.Values, $"values are {string.Join(", ", sentinels.Select(value => Short(value.Value)))}");
        list.AddShare(CheckDefinition.IqrOutliers, column.Name, number.Iqr.Count, column.Values, $"values are outside of {number.Iqr.Lower:N2} to {number.Iqr.Upper:N2}");
        list.AddShare(CheckDefinition.ZOutliers, column.Name, number.ZScore.Count, column.Values, $"values are outside of {number.ZScore.Lower:N2} to {number.ZScore.Upper:N2}");
        if (sentinels.Length == 0) CheckFar(column, number, cancellationToken);
    }

    /// <summary>Numbers that stand for nothing: known ones at an end of the range and far from the others.</summary>
    internal static IEnumerable<ValueCount> Sentinels(ColumnProfile column, NumberProfile number) =>
        column.Top.Where(value => double.TryParse(value.Value, CultureInfo.InvariantCulture, out double x) && s_sentinels.Contains(x) && value.Count >= 3
            && (x == number.Min || x == number.Max) && (x < number.Iqr.Lower || x > number.Iqr.Upper || x < 0 && number.Negatives == value.Count));

    /// <summary>A number without zeros at its end that only its column's type has.</summary>
    internal static string Short(string number) => number.Contains('.', StringComparison.Ordinal) && !number.Contains('e', StringComparison.OrdinalIgnoreCase) ? number.TrimEnd('0').TrimEnd('.') : number;

    private void CheckFar(ColumnProfile column, NumberProfile number, CancellationToken cancellationToken)
    {
        if (NumberBounds.Far(number) is not { } fence) return;
        double distance = number.Q3 - number.Q1, above = number.Max > fence.High ? (number.Max - number.Quantiles[^2]) / distance : 0, below = number.Min < fence.Low ? (number.Quantiles[1] - number.Min) / distance : 0;
        list.Add(CheckDefinition.FarOutliers, column.Name, Math.Max(above, below), Outside(column, number, fence, cancellationToken),
            $"the furthest value is {(above >= below ? number.Max : number.Min):R}; half of all lie between {number.Q1:G6} and {number.Q3:G6}");
    }

    private long Outside(ColumnProfile column, NumberProfile number, NumberBounds bounds, CancellationToken cancellationToken)
    {
        if (number.Min >= bounds.Low && number.Max <= bounds.High) return 0;
        string sql = TypedDataset.Sql(column);
        return connection.Scalar<long>($"SELECT count(*) FROM ({dataset.Profile.Source.Relation}) WHERE {sql} < {bounds.LowText} OR {sql} > {bounds.HighText}", cancellationToken);
    }
}
