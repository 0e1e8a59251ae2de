using FlowForge.Core.Plans.Experiments;

namespace FlowForge.Explore.Experiments;

/// <summary>Takes a row; it is lent for the call.</summary>
/// <param name="values">One a feature; NaN is missing.</param>
internal delegate void RowAction(bool isTrue, ReadOnlySpan<double> values);

/// <summary>Fits a logistic regression by Newton's method: each step reads the training rows once, in their order, so the same rows give the same bits.</summary>
/// <remarks>Minimises mean log loss + strength / 2 × Σ coefficient² over standardised features, the intercept free: what pyspark.ml's <c>LogisticRegression(regParam)</c> minimises
/// behind a <c>StandardScaler</c>. The sum is strictly convex, so both find the one minimum.</remarks>
/// <param name="each">Gives every training row to the action.</param>
internal sealed class LogisticRegression(IReadOnlyList<FittedFeature> features, Action<RowAction> each)
{
    private const int MostPasses = 100;

    // Newton doubles the right digits with each step: a step as short as this was the last that mattered.
    private const double ShortStep = 1e-9;

    // A loss that only rounding has raised.
    private const double Rounding = 1e-12;

    internal double Strength { get; init; } = ExperimentDesign.Regularisation;

    /// <param name="shareOfTrue">Of the training rows, above 0 and below 1.</param>
    /// <exception cref="ArithmeticException">No minimum was found.</exception>
    internal LogisticModel Fit(double shareOfTrue)
    {
        int size = features.Count + 1;
        double[] point = new double[size], before = point;
        point[^1] = Math.Log(shareOfTrue / (1 - shareOfTrue));
        double loss = double.PositiveInfinity;
        for (int pass = 1; pass <= MostPasses; pass++)
        {
            LogisticSums sums = Sums(point);
            if (sums.Loss > loss * (1 + Rounding))
            {
                // Too far: half the way is always downhill in the end.
                point = [.. point.Zip(before, (far, near) => (far + near) / 2)];
                continue;
            }
            (before, loss) = (point, sums.Loss);
            double[] step = sums.Gradient;
            if (!Cholesky.TrySolve(sums.Hessian, step)) break;
            point = [.. point.Zip(step, (at, by) => at - by)];
            if (step.Max(Math.Abs) < ShortStep) return new LogisticModel(features, point[^1], point[..^1], pass);
        }
        throw new ArithmeticException($"The logistic regression of {features.Count} columns found no minimum.");
    }

    private LogisticSums Sums(double[] point)
    {
        var sums = new LogisticSums(point);
        var row = new double[point.Length];
        row[^1] = 1;
        each((isTrue, values) =>
        {
            for (int i = 0; i < values.Length; i++) row[i] = features[i].Standardised(values[i]);
            sums.Add(isTrue, row);
        });
        sums.End(Strength);
        return sums;
    }
}
