using System.Globalization;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>What a column's type allows: from the lowest to the highest, both allowed.</summary>
internal sealed record NumberBounds(double Low, double High)
{
    /// <summary>Five stars or ten: the scale that nearly all values are on.</summary>
    private static readonly double[] s_ratings = [5, 10, 100];

    internal string LowText => Low.ToString("R", CultureInfo.InvariantCulture);

    internal string HighText => High.ToString("R", CultureInfo.InvariantCulture);

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
}
