using FlowForge.DuckDb;

namespace FlowForge.Explore.Profiling;

/// <summary>Whether values rise or fall in the order in which rows are stored.</summary>
internal static class OrderPass
{
    /// <summary>A disorder among the first rows refutes the order of all; only what survives is looked at whole.</summary>
    private const int FirstRows = 50_000;

    internal static void Run(DuckDbConnection connection, string relation, IEnumerable<ColumnDraft> columns, CancellationToken cancellationToken)
    {
        ColumnDraft[] candidates = [.. columns.Where(column => (column.Kind == ColumnKind.Integer || column.Kind.IsTime) && column.Nulls == 0 && column.Distinct > 1)];
        Look(connection, $"SELECT * FROM ({relation}) LIMIT {FirstRows}", candidates, cancellationToken);
        ColumnDraft[] ordered = [.. candidates.Where(column => column.Order != ValueOrder.Unordered)];
        if (ordered.Any(column => column.Rows > FirstRows)) Look(connection, relation, ordered, cancellationToken);
    }

    private static void Look(DuckDbConnection connection, string relation, ColumnDraft[] columns, CancellationToken cancellationToken)
    {
        if (columns.Length == 0) return;
        string pairs = string.Join(", ", columns.Select((column, index) => $"{column.Sql} AS v{index}, lag({column.Sql}) OVER () AS p{index}"));
        var query = new AggregateQuery($"SELECT {pairs} FROM ({relation})");
        int[] falls = [.. columns.Select((_, index) => query.Add($"count(*) FILTER (WHERE v{index} < p{index})"))];
        int[] rises = [.. columns.Select((_, index) => query.Add($"count(*) FILTER (WHERE v{index} > p{index})"))];
        int[] stays = [.. columns.Select((_, index) => query.Add($"count(*) FILTER (WHERE v{index} = p{index})"))];
        AggregateRow row = query.Run(connection, cancellationToken);
        for (int i = 0; i < columns.Length; i++)
        {
            bool never = row.Count(stays[i]) == 0;
            columns[i].Order = (row.Count(falls[i]), row.Count(rises[i])) switch
            {
                (0, _) => never ? ValueOrder.StrictlyAscending : ValueOrder.Ascending,
                (_, 0) => never ? ValueOrder.StrictlyDescending : ValueOrder.Descending,
                _ => ValueOrder.Unordered,
            };
        }
    }
}
