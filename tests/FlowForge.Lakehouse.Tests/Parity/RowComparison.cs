using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Compares rows as the recordings say: as multisets unless ordered, doubles by 1e-9 of their size, NaN equal to NaN.</summary>
internal static class RowComparison
{
    private const double Tolerance = 1e-9;

    // What is left where sums cancel to nothing depends on the order of adding.
    private const double Floor = 1e-15;

    /// <summary>What differs; null when nothing does.</summary>
    internal static string? Difference(DuckDbConnection connection, string expectedSql, string actualSql, bool isOrdered)
    {
        (Column[] wanted, List<object?[]> expected) = Read(connection, expectedSql);
        (Column[] found, List<object?[]> actual) = Read(connection, actualSql);
        string missing = string.Join(", ", wanted.Where(column => !found.Any(other => Same(other, column))).Select(column => column.Name));
        string extra = string.Join(", ", found.Where(column => !wanted.Any(other => Same(other, column))).Select(column => column.Name));
        if (missing.Length + extra.Length > 0) return $"columns: missing {missing}; extra {extra}";
        if (expected.Count != actual.Count) return $"{actual.Count} rows, expected {expected.Count}";
        int[] places = [.. wanted.Select(column => Array.FindIndex(found, other => Same(other, column)))];
        actual = [.. actual.Select(row => places.Select(place => row[place]).ToArray())];
        return isOrdered ? InOrder(expected, actual) : AsSets(expected, actual);
    }

    private static bool Same(Column left, Column right) => left.Name.Equals(right.Name, StringComparison.OrdinalIgnoreCase);

    private static (Column[], List<object?[]>) Read(DuckDbConnection connection, string sql)
    {
        using DuckDbResult rows = connection.Query(sql);
        return ([.. rows.Columns], [.. rows.Rows()]);
    }

    private static string? InOrder(List<object?[]> expected, List<object?[]> actual)
    {
        for (int i = 0; i < expected.Count; i++)
            if (!AreEqual(expected[i], actual[i])) return $"row {i}: {Text(actual[i])}, expected {Text(expected[i])}";
        return null;
    }

    private static string? AsSets(List<object?[]> expected, List<object?[]> actual)
    {
        var left = new List<object?[]>(actual);
        foreach (object?[] row in expected)
        {
            int at = left.FindIndex(other => AreEqual(row, other));
            if (at < 0) return $"expected {Text(row)}, not found; left over is {Text(left.Find(other => AreEqual(other[0], row[0])) ?? left[0])}";
            left.RemoveAt(at);
        }
        return null;
    }

    private static string Text(IEnumerable<object?> row) => string.Join(" | ", row.Select(value => value switch { null => "∅", ListValue list => $"[{Text(list)}]", _ => $"{value}" }));

    private static bool AreEqual(object?[] left, object?[] right) => left.Zip(right).All(pair => AreEqual(pair.First, pair.Second));

    private static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (double or float or Decimal38, _) or (_, double or float or Decimal38) when Number(left) is { } a && Number(right) is { } b => IsNear(a, b),
        (ListValue a, ListValue b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        _ when Whole(left) is { } a && Whole(right) is { } b => a == b,
        _ => left.Equals(right),
    };

    private static bool IsNear(double left, double right) => left.Equals(right) || left == right
        || double.IsFinite(left) && double.IsFinite(right) && Math.Abs(left - right) <= Math.Max(Floor, Tolerance * Math.Max(Math.Abs(left), Math.Abs(right)));

    private static long? Whole(object value) => value switch { sbyte v => v, short v => v, int v => v, long v => v, _ => null };

    private static double? Number(object value) => value switch { double v => v, float v => v, Decimal38 v => double.Parse(v.ToString()!, System.Globalization.CultureInfo.InvariantCulture), _ => Whole(value) };
}
