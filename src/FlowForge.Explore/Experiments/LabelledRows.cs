using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Explore.Experiments;

/// <summary>Rows of a table that have a label, by part, as numbers: booleans are 0 and 1, NaN is missing. Read batch by batch from the engine, in the table's order.</summary>
/// <param name="relation">A SELECT that the connection can read.</param>
internal sealed class LabelledRows(DuckDbConnection connection, string relation, string label, string split)
{
    /// <summary>Rows by part and label.</summary>
    /// <exception cref="InputException">A label is neither 0 nor 1.</exception>
    internal IReadOnlyDictionary<(string Part, bool IsTrue), long> Count(Location where, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(string, bool), long>();
        using DuckDbResult result = connection.Query($"SELECT {Part} AS part, {Label} AS label, count(*) FROM ({relation}) WHERE {Label} IS NOT NULL AND {Part} IS NOT NULL GROUP BY ALL ORDER BY ALL", cancellationToken);
        foreach (object?[] row in result.Rows())
        {
            if (row[1] is not (0d or 1d)) throw new InputException("experiment-label", where, $"'{label}' holds {((double)row[1]!).ToString("R", CultureInfo.InvariantCulture)}; what is predicted is true or false, or 1 and 0.", "Derive a boolean in the plan.");
            counts[((string)row[0]!, (double)row[1]! == 1)] = (long)row[2]!;
        }
        return counts;
    }

    /// <summary>Gives all rows of a part to the action.</summary>
    internal void Each(string part, IReadOnlyList<string> features, RowAction action, CancellationToken cancellationToken)
    {
        int columns = features.Count;
        var values = new double[Vector.Capacity * columns];
        using DuckDbResult result = connection.Stream($"SELECT {string.Join(", ", features.Select(Number).Prepend(Label))} FROM ({relation}) WHERE {In(part)}", cancellationToken);
        while (result.TryNext(out DataChunk chunk))
        {
            int rows = chunk.Count;
            for (int column = 0; column < columns; column++) Take(chunk[column + 1], rows, values, column, columns);
            ReadOnlySpan<double> labels = chunk[0].Values<double>(rows);
            for (int row = 0; row < rows; row++) action(labels[row] == 1, values.AsSpan(row * columns, columns));
        }
    }

    /// <summary>How the values of each feature are in two parts.</summary>
    internal IReadOnlyList<FeatureCounts> CountValues(IReadOnlyList<string> features, string train, string test, CancellationToken cancellationToken)
    {
        if (features.Count == 0) return [];
        IEnumerable<string> counts = features.Select(Number).SelectMany(number => (string[])
            [$"count({number}) FILTER ({In(train)})", $"count(*) FILTER ({number} IS NULL)", $"count(*) FILTER (isinf({number}))"]);
        using DuckDbResult result = connection.Query($"SELECT {string.Join(", ", counts)} FROM ({relation}) WHERE {In(train)} OR {In(test)}", cancellationToken);
        object?[] row = result.Rows().Single();
        return [.. features.Select((name, i) => new FeatureCounts(name, (long)row[3 * i]!, (long)row[3 * i + 1]!, (long)row[3 * i + 2]!))];
    }

    /// <summary>The lower median of a part's values: an element of them, as Spark's Imputer takes one.</summary>
    internal double Median(string part, string feature, CancellationToken cancellationToken) =>
        connection.Scalar<double>($"SELECT quantile_disc({Number(feature)}, 0.5) FROM ({relation}) WHERE {In(part)}", cancellationToken);

    /// <summary>How well one feature by itself orders the rows of both parts that have a value, whichever way round; null where those rows have one label.</summary>
    internal double? RocAucAlone(string feature, string train, string test, CancellationToken cancellationToken)
    {
        string rows = $"SELECT {Number(feature)} AS score, {Label} AS label FROM ({relation}) WHERE ({In(train)} OR {In(test)}) AND {Number(feature)} IS NOT NULL";
        long trues = connection.Scalar<long>($"SELECT count(*) FROM ({rows}) WHERE label = 1", cancellationToken), falses = connection.Scalar<long>($"SELECT count(*) FROM ({rows}) WHERE label = 0", cancellationToken);
        if (trues == 0 || falses == 0) return null;
        double area = ScoreGroups.Measure(connection, $"({rows})", trues, falses, 1, cancellationToken).RocAuc;
        return Math.Max(area, 1 - area);
    }

    private string Label => $"CAST({SqlName.Quote(label)} AS DOUBLE)";

    private string Part => $"CAST({SqlName.Quote(split)} AS VARCHAR)";

    private string In(string part) => $"{SqlName.Quote(split)} = {SqlName.Literal(part)} AND {Label} IS NOT NULL";

    private static string Number(string feature) => $"nullif(CAST({SqlName.Quote(feature)} AS DOUBLE), 'nan'::DOUBLE)";

    private static void Take(Vector vector, int rows, double[] values, int column, int columns)
    {
        ReadOnlySpan<double> numbers = vector.Values<double>(rows);
        bool hasNulls = vector.Validity(rows).Length > 0;
        for (int row = 0; row < rows; row++) values[row * columns + column] = hasNulls && vector.IsNull(row) ? double.NaN : numbers[row];
    }
}

/// <param name="Trained">Values in the training rows.</param>
/// <param name="Missing">Rows of both parts without a value.</param>
internal sealed record FeatureCounts(string Column, long Trained, long Missing, long Infinite);
