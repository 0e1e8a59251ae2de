using System.Globalization;
using System.Numerics;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.Explore.Profiling;

/// <summary>Many aggregates of one relation in one scan. Expressions are added, then run together and read by their numbers.</summary>
internal sealed class AggregateQuery(string relation)
{
    private readonly List<string> _expressions = [];

    /// <summary>Answers the expression's number.</summary>
    internal int Add(string expression)
    {
        _expressions.Add(expression);
        return _expressions.Count - 1;
    }

    internal AggregateRow Run(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        if (_expressions.Count == 0) return new AggregateRow([]);
        using DuckDbResult result = connection.Query($"SELECT {string.Join(", ", _expressions.Select((expression, index) => $"{expression} AS _{index}"))} FROM ({relation})", cancellationToken);
        return new AggregateRow(result.Rows().First());
    }
}

/// <summary>The answers of an <see cref="AggregateQuery"/>, by number.</summary>
internal sealed class AggregateRow(object?[] values)
{
    internal object? this[int index] => values[index];

    internal long Count(int index) => Scalars.Count(values[index]);

    /// <summary>Null for NULL and for what is no finite number.</summary>
    internal double? Number(int index) => Scalars.Number(values[index]);

    internal string? Text(int index) => values[index]?.ToString();
}

/// <summary>Values of the engine as .NET's own numbers.</summary>
internal static class Scalars
{
    /// <summary>0 for NULL.</summary>
    internal static long Count(object? value) => value switch
    {
        null => 0,
        long number => number,
        int number => number,
        Int128 number => (long)number,
        ulong number => (long)number,
        BigInteger number => (long)number,
        double number => (long)number,
        _ => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    internal static double? Number(object? value) => value switch
    {
        null => null,
        double number => double.IsFinite(number) ? number : null,
        float number => float.IsFinite(number) ? number : null,
        Int128 number => (double)number,
        UInt128 number => (double)number,
        Decimal38 number => double.Parse(number.ToString(), CultureInfo.InvariantCulture),
        _ => System.Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };
}
