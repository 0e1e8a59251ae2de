using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Datasets;

/// <summary>A column that tells the target nearly by itself: it may hold what is known only afterwards.</summary>
/// <param name="Strength">How well it tells the target, 0 to 1.</param>
public sealed record LeakageSuspect(string Column, double Strength, string Reason);

internal sealed class LeakageFinder(DuckDbConnection connection, TypedDataset dataset, TargetGuess target)
{
    private const double StrongCorrelation = 0.95;
    private const double StrongPrediction = 0.99;
    private const int MostCategories = 200;

    /// <summary>Where one class has nearly all rows, everything predicts it.</summary>
    private const double MostFrequentClass = 0.97;

    internal IReadOnlyList<LeakageSuspect> Find(CorrelationMatrix correlations, CancellationToken cancellationToken)
    {
        ColumnProfile goal = dataset.Profile.Find(target.Column)!;
        if (goal.Values == 0 || goal.Top.Count == 0 || (double)goal.Top[0].Count / goal.Values > MostFrequentClass) return [];
        var suspects = new List<LeakageSuspect>();
        foreach (ColumnProfile column in dataset.Columns.Where(column => column != goal && column.Values > 0))
        {
            if (correlations.Find(column.Name, goal.Name) is { } r && Math.Abs(r) >= StrongCorrelation) suspects.Add(new LeakageSuspect(column.Name, Math.Abs(r), $"correlates with {goal.Name}: r = {r:N3}"));
            else if (ByValue(column, goal, cancellationToken) is { } share) suspects.Add(new LeakageSuspect(column.Name, share, $"its values alone tell {goal.Name} for {share:P1} of the rows"));
            else if (ByAbsence(column, goal, cancellationToken) is { } absent) suspects.Add(new LeakageSuspect(column.Name, absent, $"whether it is filled tells {goal.Name} for {absent:P1} of the rows"));
        }
        return [.. suspects.OrderByDescending(suspect => suspect.Strength).ThenBy(suspect => suspect.Column, StringComparer.Ordinal)];
    }

    private double? ByValue(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken)
    {
        // A value must be frequent enough that telling the target by it is no accident.
        if (!column.DistinctIsExact || column.Distinct is < 2 or > MostCategories || column.Values < 20 * column.Distinct) return null;
        return Strong(Predicted(TypedDataset.Sql(column), goal, cancellationToken));
    }

    private double? ByAbsence(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken) =>
        column.NullShare is < 0.01 or > 0.99 ? null : Strong(Predicted($"{TypedDataset.Sql(column)} IS NULL", goal, cancellationToken));

    /// <summary>The share of rows that have the most frequent target among those with the same value.</summary>
    private double Predicted(string value, ColumnProfile goal, CancellationToken cancellationToken)
    {
        string counts = $"SELECT {value} AS v, {SqlName.Quote(goal.Name)} AS t, count(*) AS n FROM ({dataset.Profile.Source.Relation}) WHERE {SqlName.Quote(goal.Name)} IS NOT NULL GROUP BY ALL";
        using DuckDbResult result = connection.Query($"SELECT CAST(sum(best) AS DOUBLE) / CAST(sum(n) AS DOUBLE) FROM (SELECT max(n) AS best, sum(n) AS n FROM ({counts}) GROUP BY v)", cancellationToken);
        return Scalars.Number(result.Rows().First()[0]) ?? 0;
    }

    private static double? Strong(double share) => share >= StrongPrediction ? share : null;
}
