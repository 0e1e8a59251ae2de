using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Experiments;

namespace FlowForge.Explore.Experiments;

/// <summary>Medians, means and deviations of the training rows.</summary>
internal sealed class FeatureFit(LabelledRows rows, ExperimentDesign design, Location where)
{
    /// <returns>The features, and the columns from which nothing can be learned.</returns>
    /// <exception cref="InputException">A column has infinite values.</exception>
    internal (IReadOnlyList<FittedFeature> Features, IEnumerable<LeftOutColumn> Empty) Fit(IReadOnlyList<string> columns, long trainRows, CancellationToken cancellationToken)
    {
        IReadOnlyList<FeatureCounts> counts = rows.CountValues(columns, design.Train, design.Test, cancellationToken);
        if (counts.FirstOrDefault(one => one.Infinite > 0) is { } infinite) throw new InputException("experiment-infinite", where, $"'{infinite.Column}' is infinite in {infinite.Infinite:N0} rows, which have no mean.", "Repair them in the plan, or leave it out with --leave-out.");
        FeatureCounts[] filled = [.. counts.Where(one => one.Trained > 0)];
        double?[] fills = [.. filled.Select(one => one.Missing > 0 ? rows.Median(design.Train, one.Column, cancellationToken) : (double?)null)];
        (double[] means, double[] squares) = Moments([.. filled.Select(one => one.Column)], fills, cancellationToken);
        FittedFeature[] fitted = [.. filled.Select((one, i) => new FittedFeature(one.Column, fills[i], means[i], Math.Sqrt(squares[i] / (trainRows - 1))))];
        IEnumerable<LeftOutColumn> empty = [
            .. counts.Where(one => one.Trained == 0).Select(one => new LeftOutColumn(one.Column, "no value in the training rows")),
            .. fitted.Where(one => one.Deviation == 0).Select(one => new LeftOutColumn(one.Column, "one value in all training rows"))];
        return ([.. fitted.Where(one => one.Deviation > 0)], empty);
    }

    /// <summary>Means, and sums of squared distances from them.</summary>
    /// <remarks>Welford's method: exact where values are great and lie close together.</remarks>
    private (double[] Means, double[] Squares) Moments(string[] columns, double?[] fills, CancellationToken cancellationToken)
    {
        var (means, squares, count) = (new double[columns.Length], new double[columns.Length], 0L);
        rows.Each(design.Train, columns, (_, values) =>
        {
            count++;
            for (int i = 0; i < values.Length; i++)
            {
                double value = double.IsNaN(values[i]) ? fills[i]!.Value : values[i], from = value - means[i];
                means[i] += from / count;
                squares[i] += from * (value - means[i]);
            }
        }, cancellationToken);
        return (means, squares);
    }
}
