using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;

namespace FlowForge.Explore.Experiments;

/// <summary>Orders scored rows in the engine, which spills where they are too many for memory.</summary>
internal static class ScoreGroups
{
    /// <param name="rows">A table or subquery with <c>score</c> and <c>label</c>, which is 1 or 0.</param>
    internal static RankingScores Measure(DuckDbConnection connection, string rows, long trues, long falses, long best, CancellationToken cancellationToken)
    {
        var metrics = new RankingMetrics(trues, falses, best);
        using DuckDbResult groups = connection.Stream($"SELECT count(*) FILTER (label = 1), count(*) FILTER (label = 0) FROM {rows} GROUP BY score ORDER BY score DESC", cancellationToken);
        foreach (object?[] group in groups.Rows()) metrics.Add((long)group[0]!, (long)group[1]!);
        return metrics.End();
    }
}
