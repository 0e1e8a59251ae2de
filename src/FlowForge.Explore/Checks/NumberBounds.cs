using System.Globalization;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>What a column's type allows: from the lowest to the highest, both allowed.</summary>
internal sealed record NumberBounds(double Low, double High)
{
    /// <summary>Five stars or ten: the scale that nearly all values are on.</summary>
    private static readonly double[] s_ratings = [5, 10, 100];

    /// <summary>How far, in distances between the quartiles' logarithms, the furthest positive number must be.</summary>
    /// <remarks>Of a billion numbers whose logarithms are normal, the greatest is 3.2 away.</remarks>
    private const double FarInLogarithms = 3;

    internal string LowText => Low.ToString("R", CultureInfo.InvariantCulture);

    internal string HighText => High.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Beyond these a number is far from all others: in distances between the quartiles from the 5th and 95th percentile, and for positive numbers in their logarithms too, since amounts have long tails. Null where the quartiles are one.</summary>
    internal static NumberBounds? Far(NumberProfile number)
    {
        double distance = number.Q3 - number.Q1, usual = number.Quantiles[^2];
        if (distance <= 0) return null;
        double high = usual + CheckDefinition.FarOutliers.Threshold * distance;
        if (usual > 0 && LogDistance(number) is { } logarithms) high = Math.Max(high, usual * Math.Exp(FarInLogarithms * logarithms));
        return new NumberBounds(number.Quantiles[1] - CheckDefinition.FarOutliers.Threshold * distance, high);
    }

    /// <summary>Null for what may be any number.</summary>
    internal static NumberBounds? Of(ColumnProfile column, SemanticType type)
    {
        if (column.Number is not { } number) return null;
        double usual = number.Quantiles[^2];
        return type switch
        {
            SemanticType.Latitude => new NumberBounds(-90, 90),
            SemanticType.Longitude => new NumberBounds(-180, 180),
            SemanticType.Percentage => new NumberBounds(0, usual <= 1 ? 1 : 100),
            _ when number.Quantiles[1] >= 0 && new Words(column.Name).HasAny(NameWords.Rating) && s_ratings.FirstOrDefault(most => usual <= most) is > 0 and var most => new NumberBounds(0, most),
            _ => null,
        };
    }

    /// <summary>Between the logarithms of the quartiles; of columns with many zeros, twice what lies above the median. Null for numbers that have none.</summary>
    private static double? LogDistance(NumberProfile number) =>
        number.Q1 > 0 ? Math.Log(number.Q3 / number.Q1) : number.Min >= 0 && number.Median > 0 && number.Q3 > number.Median ? 2 * Math.Log(number.Q3 / number.Median) : null;
}
