namespace FlowForge.Explore.Experiments;

/// <summary>What is known of a feature from the training rows alone.</summary>
/// <param name="Fill">What a missing value becomes: the median; null where no row needs it.</param>
/// <param name="Deviation">Of the sample (n − 1), above 0.</param>
public sealed record FittedFeature(string Column, double? Fill, double Mean, double Deviation)
{
    /// <param name="value">NaN is missing.</param>
    internal double Standardised(double value) => ((double.IsNaN(value) ? Fill!.Value : value) - Mean) / Deviation;
}

/// <summary>A fitted logistic regression: the chance of a true label is 1 / (1 + e^−score).</summary>
/// <param name="Coefficients">One a feature, over standardised values: comparable with each other.</param>
/// <param name="Passes">How often the training rows were read to find them.</param>
public sealed record LogisticModel(IReadOnlyList<FittedFeature> Features, double Intercept, IReadOnlyList<double> Coefficients, int Passes)
{
    /// <summary>The log of the odds.</summary>
    /// <param name="values">As read: NaN is missing.</param>
    internal double Score(ReadOnlySpan<double> values)
    {
        double score = Intercept;
        for (int i = 0; i < values.Length; i++) score += Coefficients[i] * Features[i].Standardised(values[i]);
        return score;
    }
}
