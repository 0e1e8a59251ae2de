namespace FlowForge.Explore.Experiments;

/// <summary>Solves symmetric positive definite systems.</summary>
internal static class Cholesky
{
    /// <summary>Solves A·x = b in place: <paramref name="right"/> becomes x, the matrix its lower factor.</summary>
    /// <param name="matrix">size × size, row by row; only the upper triangle is read.</param>
    /// <returns>False when the matrix is not positive definite; both arrays hold nothing then.</returns>
    /// <remarks>O(size³ / 3).</remarks>
    internal static bool TrySolve(double[] matrix, double[] right)
    {
        int size = right.Length;
        for (int row = 0; row < size; row++)
        {
            Span<double> own = matrix.AsSpan(row * size, size);
            for (int column = 0; column <= row; column++)
            {
                double sum = matrix[column * size + row] - Dot(own[..column], matrix.AsSpan(column * size, column));
                if (column < row) own[column] = sum / matrix[column * size + column];
                else if (sum > 0) own[row] = Math.Sqrt(sum);
                else return false;
            }
        }
        for (int row = 0; row < size; row++) right[row] = (right[row] - Dot(matrix.AsSpan(row * size, row), right.AsSpan(0, row))) / matrix[row * size + row];
        for (int row = size - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int below = row + 1; below < size; below++) sum -= matrix[below * size + row] * right[below];
            right[row] = sum / matrix[row * size + row];
        }
        return true;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
