using FlowForge.DuckDb;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Datasets;

/// <summary>Pearson's r of two columns over the rows that have both.</summary>
public sealed record Correlation(string Left, string Right, double Value);

/// <summary>All pairs of numbers that were compared.</summary>
/// <param name="Columns">In the dataset's order.</param>
/// <param name="LeftOut">Numeric columns beyond the most that are compared.</param>
public sealed record CorrelationMatrix(IReadOnlyList<string> Columns, IReadOnlyList<Correlation> Pairs, int LeftOut)
{
    /// <summary>Pairs grow with the square of the columns: 40 make 780.</summary>
    private const int MostColumns = 40;
    private const int PairsAtOnce = 400;

    public static CorrelationMatrix Empty { get; } = new([], [], 0);

    public double? Find(string left, string right) => Pairs.FirstOrDefault(pair => pair.Left == left && pair.Right == right || pair.Left == right && pair.Right == left)?.Value;

    internal static CorrelationMatrix Measure(DuckDbConnection connection, TypedDataset dataset, CancellationToken cancellationToken)
    {
        ColumnProfile[] all = [.. dataset.Columns.Where(column => IsCompared(dataset, column))];
        ColumnProfile[] columns = [.. all.Take(MostColumns)];
        (ColumnProfile Left, ColumnProfile Right)[] pairs = [.. columns.SelectMany((left, index) => columns[(index + 1)..].Select(right => (left, right)))];
        var found = new List<Correlation>();
        foreach ((ColumnProfile Left, ColumnProfile Right)[] some in pairs.Chunk(PairsAtOnce))
        {
            var query = new AggregateQuery(dataset.Profile.Source.Relation);
            int[] values = [.. some.Select(pair => query.Add($"corr({NumberSql(pair.Left)}, {NumberSql(pair.Right)})"))];
            AggregateRow row = query.Run(connection, cancellationToken);
            for (int i = 0; i < some.Length; i++)
                if (row.Number(values[i]) is { } r) found.Add(new Correlation(some[i].Left.Name, some[i].Right.Name, Math.Clamp(r, -1, 1)));
        }
        return new CorrelationMatrix([.. columns.Select(column => column.Name)], found, all.Length - columns.Length);
    }

    /// <summary>The column as DOUBLE, null where its squares cannot be summed.</summary>
    internal static string NumberSql(ColumnProfile column)
    {
        string sql = TypedDataset.Sql(column);
        return column.Kind switch
        {
            ColumnKind.Boolean => $"CAST(CAST({sql} AS INTEGER) AS DOUBLE)",
            ColumnKind.Float => $"CASE WHEN abs({sql}) < 1e75 THEN CAST({sql} AS DOUBLE) END",
            _ => $"CAST({sql} AS DOUBLE)",
        };
    }

    private static bool IsCompared(TypedDataset dataset, ColumnProfile column) =>
        (column.Number is { Std: > 0 } || column.Kind == ColumnKind.Boolean && column.Distinct == 2)
        && dataset.TypeOf(column) is { } type && (type.IsMeasure || type is SemanticType.Binary or SemanticType.Target or SemanticType.CategoricalOrdinal or SemanticType.Year or SemanticType.Latitude or SemanticType.Longitude);
}
