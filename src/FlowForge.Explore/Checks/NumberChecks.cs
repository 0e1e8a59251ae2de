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

    /// <summary>How far, in distances between the quartiles' logarithms, the furthest positive number must be.</summary>
    /// <remarks>Of a billion numbers whose logarithms are normal, the greatest is 3.2 away.</remarks>
    private const double FarInLogarithms = 3;

    internal void Run(ColumnProfile column, NumberProfile number, CancellationToken cancellationToken)
    {
        SemanticType type = dataset.TypeOf(column);
        list.AddShare(CheckDefinition.NotFinite, column.Name, number.NaNs + number.Infinities, column.Values, "values are NaN or infinite");
        if (type is SemanticType.Identifier or SemanticType.Binary || type.IsCategory && type != SemanticType.CategoricalOrdinal) return;
        var words = new Words(column.Name);
        if (words.HasAny(NameWords.NeverNegative) || number.Median > 0 && number.Negatives > 0 && number.Negatives < FewNegatives * column.Values)
            list.AddShare(CheckDefinition.Negatives, column.Name, number.Negatives, column.Values, "values are negative");
        if (NumberBounds.Of(column, type) is { } bounds)
            list.AddShare(CheckDefinition.Range, column.Name, Outside(column, number, bounds, cancellationToken), column.Values, $"values are outside of {bounds.Low:R} to {bounds.High:R}");
        if (!type.IsMeasure) return;
        ValueCount[] sentinels = [.. Sentinels(column, number)];
        list.AddShare(CheckDefinition.Sentinels, column.Name, sentinels.Sum(value => value.Count), column.Values, $"values are {string.Join(", ", sentinels.Select(value => value.Value))}");
        list.AddShare(CheckDefinition.IqrOutliers, column.Name, number.Iqr.Count, column.Values, $"values are outside of {number.Iqr.Lower:N2} to {number.Iqr.Upper:N2}");
        list.AddShare(CheckDefinition.ZOutliers, column.Name, number.ZScore.Count, column.Values, $"values are outside of {number.ZScore.Lower:N2} to {number.ZScore.Upper:N2}");
        CheckFar(column, number);
    }

    /// <summary>Numbers that stand for nothing: known ones at an end of the range and far from the others.</summary>
    internal static IEnumerable<ValueCount> Sentinels(ColumnProfile column, NumberProfile number) =>
        column.Top.Where(value => double.TryParse(value.Value, CultureInfo.InvariantCulture, out double x) && s_sentinels.Contains(x) && value.Count >= 3
            && (x == number.Min || x == number.Max) && (x < number.Iqr.Lower || x > number.Iqr.Upper || x < 0 && number.Negatives == value.Count));

    private void CheckFar(ColumnProfile column, NumberProfile number)
    {
        double distance = number.Q3 - number.Q1;
        if (distance <= 0) return;
        double above = (number.Max - number.Quantiles[^2]) / distance, below = (number.Quantiles[1] - number.Min) / distance;
        if (above > 0 && LogDistance(number) is { } logarithms && Math.Log(number.Max / number.Quantiles[^2]) < FarInLogarithms * logarithms) above = 0;
        list.Add(CheckDefinition.FarOutliers, column.Name, Math.Max(above, below), above >= below ? number.Iqr.Above : number.Iqr.Below,
            $"the furthest value is {(above >= below ? number.Max : number.Min):R}; half of all lie between {number.Q1:R} and {number.Q3:R}");
    }

    /// <summary>Between the logarithms of the quartiles; of columns with many zeros, twice what lies above the median. Null for numbers that have none.</summary>
    private static double? LogDistance(NumberProfile number) =>
        number.Q1 > 0 ? Math.Log(number.Q3 / number.Q1) : number.Min >= 0 && number.Median > 0 && number.Q3 > number.Median ? 2 * Math.Log(number.Q3 / number.Median) : null;

    private long Outside(ColumnProfile column, NumberProfile number, NumberBounds bounds, CancellationToken cancellationToken)
    {
        if (number.Min >= bounds.Low && number.Max <= bounds.High) return 0;
        string sql = TypedDataset.Sql(column);
        return connection.Scalar<long>($"SELECT count(*) FROM ({dataset.Profile.Source.Relation}) WHERE {sql} < {bounds.LowText} OR {sql} > {bounds.HighText}", cancellationToken);
    }
}
