using System.Numerics;

namespace FlowForge.Explore.Experiments;

/// <summary>Loss, gradient and Hessian of a logistic regression at one point, added up row by row. Memory is columns², whatever the rows.</summary>
/// <param name="point">The coefficients, the intercept last.</param>
internal sealed class LogisticSums(double[] point)
{
    private readonly int _size = point.Length;
    private long _rows;

    /// <summary>Sum of the rows' log losses; after <see cref="End"/> their mean and the penalty.</summary>
    internal double Loss { get; private set; }

    internal double[] Gradient { get; } = new double[point.Length];

    /// <summary>size × size, row by row; only the upper triangle is filled.</summary>
    internal double[] Hessian { get; } = new double[point.Length * point.Length];

    /// <param name="row">Standardised values, and 1 for the intercept at the end.</param>
    internal void Add(bool isTrue, ReadOnlySpan<double> row)
    {
        double margin = 0;
        for (int i = 0; i < _size; i++) margin += point[i] * row[i];
        double chance = 1 / (1 + Math.Exp(-margin)), weight = chance * (1 - chance), residual = chance - (isTrue ? 1 : 0);
        // log(1 + e^x) without overflow.
        double signed = isTrue ? -margin : margin;
        Loss += Math.Max(signed, 0) + double.LogP1(Math.Exp(-Math.Abs(signed)));
        AddScaled(Gradient, row, residual);
        for (int i = 0; i < _size; i++) AddScaled(Hessian.AsSpan(i * _size + i, _size - i), row[i..], weight * row[i]);
        _rows++;
    }

    /// <summary>Sums become means, and the penalty is added: half the strength times the square of each coefficient but the intercept.</summary>
    internal void End(double strength)
    {
        Loss /= _rows;
        for (int i = 0; i < Hessian.Length; i++) Hessian[i] /= _rows;
        for (int i = 0; i < _size; i++)
        {
            Gradient[i] /= _rows;
            if (i == _size - 1) continue;
            Loss += strength / 2 * point[i] * point[i];
            Gradient[i] += strength * point[i];
            Hessian[i * _size + i] += strength;
        }
    }

    private static void AddScaled(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        int i = 0;
        var factors = new Vector<double>(factor);
        for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sums[i..]) + factors * new Vector<double>(values[i..])).CopyTo(sums[i..]);
        for (; i < sums.Length; i++) sums[i] += factor * values[i];
    }
}
