using FlowForge.Explore.Experiments;

namespace FlowForge.Explore.Tests.Experiments;

public class LogisticRegressionTests
{
    /// <summary>One feature of two values and hardly a penalty: the coefficient is the logarithm of the ratio of the odds.</summary>
    [Fact]
    public void Fit_OfTwoGroups_IsTheRatioOfTheirOdds()
    {
        // 30 of 40 true where the feature is 1, 10 of 60 where it is 0.
        (bool, double[])[] rows = [.. Rows(30, true, 1), .. Rows(10, false, 1), .. Rows(10, true, 0), .. Rows(50, false, 0)];
        LogisticModel model = Fit(rows, strength: 1e-12);
        Assert.Equal(Math.Log(30.0 / 10 / (10.0 / 50)), model.Coefficients[0] / model.Features[0].Deviation, 6);
        Assert.Equal(Math.Log(30.0 / 10), model.Score([1]), 6);
        Assert.Equal(Math.Log(10.0 / 50), model.Score([0]), 6);
    }

    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(2, 0.5)]
    [InlineData(3, 1e-4)]
    public void Fit_OfRandomRows_IsWhereGradientDescentEnds(int seed, double strength)
    {
        var random = new Random(seed);
        (bool IsTrue, double[] Values)[] rows = [.. Enumerable.Range(0, 300).Select(_ =>
        {
            double[] values = [random.NextDouble() * 100, random.NextDouble() - 0.5, random.Next(2), random.NextDouble() * random.NextDouble() * 1e6];
            return (random.NextDouble() < 1 / (1 + Math.Exp(-(values[0] / 25 - 2 + 3 * values[1] - values[2]))), values);
        })];
        LogisticModel model = Fit(rows, strength);
        double[] expected = Descend(rows, model.Features, strength);
        for (int i = 0; i < 4; i++) Assert.True(Math.Abs(expected[i] - model.Coefficients[i]) < 1e-6, $"Seed {seed}: coefficient {i} is {model.Coefficients[i]}, by descent {expected[i]}.");
        Assert.True(Math.Abs(expected[4] - model.Intercept) < 1e-6, $"Seed {seed}: {model.Intercept}, by descent {expected[4]}.");
    }

    /// <summary>Without the penalty the coefficients of separable rows would grow for ever; with it the fit is where its gradient is nil.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(1e-6)]
    public void Fit_OfSeparableRows_IsFiniteAndHasNoGradient(double strength)
    {
        (bool IsTrue, double[] Values)[] rows = [.. Enumerable.Range(0, 100).Select(i => (i >= 50, (double[])[i]))];
        LogisticModel model = Fit(rows, strength);
        double slope = rows.Average(row => (1 / (1 + Math.Exp(-model.Score(row.Values))) - (row.IsTrue ? 1 : 0)) * model.Features[0].Standardised(row.Values[0])) + strength * model.Coefficients[0];
        Assert.True(double.IsFinite(model.Coefficients[0]) && model.Coefficients[0] > 1);
        Assert.Equal(0, slope, 9);
    }

    /// <summary>Columns that say the same, as one_hot makes them, share what one would get.</summary>
    [Fact]
    public void Fit_OfTwinColumns_SharesTheCoefficient()
    {
        var random = new Random(5);
        (bool, double[])[] rows = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble()).Select(value => (random.NextDouble() < value, (double[])[value, value]))];
        LogisticModel model = Fit(rows, 0.01);
        Assert.Equal(model.Coefficients[0], model.Coefficients[1], 9);
    }

    [Fact]
    public void Score_OfAMissingValue_IsThatOfTheFill()
    {
        var model = new LogisticModel([new FittedFeature("a", 3, 1, 2)], 0.5, [4], 1);
        Assert.Equal(0.5 + 4 * (3 - 1) / 2.0, model.Score([double.NaN]));
    }

    private static (bool, double[])[] Rows(int count, bool isTrue, double value) => [.. Enumerable.Repeat((isTrue, (double[])[value]), count)];

    private static LogisticModel Fit((bool IsTrue, double[] Values)[] rows, double strength)
    {
        FittedFeature[] features = [.. Enumerable.Range(0, rows[0].Values.Length).Select(i =>
        {
            double mean = rows.Average(row => row.Values[i]);
            return new FittedFeature($"f{i}", null, mean, Math.Sqrt(rows.Sum(row => Math.Pow(row.Values[i] - mean, 2)) / (rows.Length - 1)));
        })];
        void Each(RowAction action)
        {
            foreach ((bool isTrue, double[] values) in rows) action(isTrue, values);
        }
        return new LogisticRegression(features, Each) { Strength = strength }.Fit(rows.Average(row => row.IsTrue ? 1.0 : 0));
    }

    /// <summary>The slow way to the same minimum: Nesterov's descent by the gradient, which shares nothing with Newton's method but the sum.</summary>
    private static double[] Descend((bool IsTrue, double[] Values)[] rows, IReadOnlyList<FittedFeature> features, double strength)
    {
        double[][] standardised = [.. rows.Select(row => (double[])[.. row.Values.Select((value, i) => features[i].Standardised(value)), 1])];
        int size = features.Count + 1;
        double[] point = new double[size], before = new double[size];
        double stride = 1 / (size / 4.0 + strength + 1);
        for (int step = 1; step <= 20_000; step++)
        {
            double[] ahead = [.. point.Zip(before, (now, last) => now + (step - 1) / (step + 2.0) * (now - last))];
            var gradient = new double[size];
            for (int row = 0; row < rows.Length; row++)
            {
                double residual = 1 / (1 + Math.Exp(-standardised[row].Zip(ahead, (value, weight) => value * weight).Sum())) - (rows[row].IsTrue ? 1 : 0);
                for (int i = 0; i < size; i++) gradient[i] += residual * standardised[row][i] / rows.Length;
            }
            for (int i = 0; i < size - 1; i++) gradient[i] += strength * ahead[i];
            (before, point) = (point, [.. ahead.Zip(gradient, (at, slope) => at - stride * slope)]);
        }
        return point;
    }
}
