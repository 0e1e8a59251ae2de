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

    /// <summary>The target is open on so many rows, and known on the others: then what becomes known with it can be seen.</summary>
    private const double LeastOpen = 0.01;
    private const double MostOpen = 0.99;

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
            else if (Together(column, goal, cancellationToken) is { } together) suspects.Add(new LeakageSuspect(column.Name, together, $"it is filled on the same rows as {goal.Name}, for {together:P1} of them: it may become known together with it"));
            else if (ByOutcome(column, goal, cancellationToken) is { } outcome) suspects.Add(new LeakageSuspect(column.Name, outcome, $"its values tell for {outcome:P1} of the rows whether {goal.Name} is known yet"));
            else if (ByAbsence(column, goal, cancellationToken) is { } absent) suspects.Add(new LeakageSuspect(column.Name, absent, $"whether it is filled tells {goal.Name} for {absent:P1} of the rows"));
        }
        return [.. suspects.OrderByDescending(suspect => suspect.Strength).ThenBy(suspect => suspect.Column, StringComparer.Ordinal)];
    }

    private double? ByValue(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken)
    {
        // A value must be frequent enough that telling the target by it is no accident.
        if (!IsFrequent(column)) return null;
        return Strong(Predicted(TypedDataset.Sql(column), goal, cancellationToken));
    }

    private static bool IsFrequent(ColumnProfile column) => column.DistinctIsExact && column.Distinct is >= 2 and <= MostCategories && column.Values >= 20 * column.Distinct;

    private double? ByAbsence(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken) =>
        column.NullShare is < 0.01 or > 0.99 ? null : Strong(Predicted($"{TypedDataset.Sql(column)} IS NULL", goal, cancellationToken));

    /// <summary>Where the target is missing on some rows, what is missing on the same ones becomes known with it.</summary>
    private double? Together(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken)
    {
        if (column.Nulls == 0 || goal.NullShare is < LeastOpen or > MostOpen) return null;
        (string one, string other) = (TypedDataset.Sql(column), TypedDataset.Sql(goal));
        var query = new AggregateQuery(dataset.Profile.Source.Relation);
        int both = query.Add($"count(*) FILTER (WHERE {one} IS NULL AND {other} IS NULL)"), either = query.Add($"count(*) FILTER (WHERE {one} IS NULL OR {other} IS NULL)");
        AggregateRow row = query.Run(connection, cancellationToken);
        return row.Count(both) / (double)Math.Max(1, row.Count(either)) is >= StrongCorrelation and var share ? share : null;
    }

    private double? ByOutcome(ColumnProfile column, ColumnProfile goal, CancellationToken cancellationToken)
    {
        if (goal.NullShare is < LeastOpen or > MostOpen || !IsFrequent(column)) return null;
        string counts = $"SELECT {TypedDataset.Sql(column)} AS v, {TypedDataset.Sql(goal)} IS NULL AS t, count(*) AS n FROM ({dataset.Profile.Source.Relation}) GROUP BY ALL";
        double share = Best(counts, cancellationToken), constant = Math.Max(goal.NullShare, 1 - goal.NullShare);
        // It must tell nearly all of what a constant guess does not.
        return share >= StrongPrediction && 1 - share <= 0.2 * (1 - constant) ? share : null;
    }

    /// <summary>The share of rows that have the most frequent target among those with the same value.</summary>
    private double Predicted(string value, ColumnProfile goal, CancellationToken cancellationToken)
    {
        string counts = $"SELECT {value} AS v, {SqlName.Quote(goal.Name)} AS t, count(*) AS n FROM ({dataset.Profile.Source.Relation}) WHERE {SqlName.Quote(goal.Name)} IS NOT NULL GROUP BY ALL";
        return Best(counts, cancellationToken);
    }

    /// <summary>The share of rows that a guess by the most frequent <c>t</c> of each <c>v</c> gets right.</summary>
    private double Best(string counts, CancellationToken cancellationToken)
    {
        using DuckDbResult result = connection.Query($"SELECT CAST(sum(best) AS DOUBLE) / CAST(sum(n) AS DOUBLE) FROM (SELECT max(n) AS best, sum(n) AS n FROM ({counts}) GROUP BY v)", cancellationToken);
        return Scalars.Number(result.Rows().First()[0]) ?? 0;
    }

    private static double? Strong(double share) => share >= StrongPrediction ? share : null;
}
