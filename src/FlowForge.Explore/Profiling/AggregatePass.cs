using FlowForge.DuckDb;
using FlowForge.DuckDb.Values;

namespace FlowForge.Explore.Profiling;

/// <summary>The first pass: what aggregates tell of all columns in one scan.</summary>
internal sealed class AggregatePass(string relation, ExploreOptions options)
{
    /// <summary>Columns in one query. More would make the engine plan longer than it scans.</summary>
    private const int ColumnsAtOnce = 60;

    private const int LongestExtreme = 200;

    private static readonly string s_points = string.Join(", ", NumberProfile.QuantilePoints);

    internal void Run(DuckDbConnection connection, IReadOnlyList<ColumnDraft> columns, CancellationToken cancellationToken)
    {
        foreach (ColumnDraft[] some in columns.Chunk(ColumnsAtOnce))
        {
            var query = new AggregateQuery(relation);
            int rows = query.Add("count(*)");
            Action<AggregateRow>[] readers = [.. some.Select(column => Add(query, column))];
            AggregateRow answers = query.Run(connection, cancellationToken);
            foreach (ColumnDraft column in some) column.Rows = answers.Count(rows);
            foreach (Action<AggregateRow> read in readers) read(answers);
        }
    }

    private Action<AggregateRow> Add(AggregateQuery query, ColumnDraft column)
    {
        int values = query.Add($"count({column.Sql})"), distinct = query.Add($"approx_count_distinct({column.Sql})");
        Action<AggregateRow> read = row =>
        {
            column.Nulls = column.Rows - row.Count(values);
            // The estimate of few values may be above their number.
            column.Distinct = Math.Min(row.Count(distinct), row.Count(values));
        };
        if (column.Kind != ColumnKind.Other) read += AddExtremes(query, column);
        if (column.Kind.IsNumber) read += AddNumber(query, column);
        if (column.Kind == ColumnKind.Text) read += AddText(query, column);
        if (column.Kind.IsTime) read += AddTime(query, column);
        return read;
    }

    private static Action<AggregateRow> AddExtremes(AggregateQuery query, ColumnDraft column)
    {
        int min = query.Add(Extreme("min")), max = query.Add(Extreme("max"));
        return row => (column.Min, column.Max) = (row.Text(min), row.Text(max));

        string Extreme(string function) => column.Kind == ColumnKind.Text
            ? $"left({function}({column.TextSql}), {LongestExtreme})"
            : $"CAST({function}({column.FiniteSql}) AS VARCHAR)";
    }

    private static Action<AggregateRow> AddNumber(AggregateQuery query, ColumnDraft column)
    {
        (string finite, string moment) = (column.FiniteSql, column.MomentSql);
        int min = query.Add($"CAST(min({finite}) AS DOUBLE)"), max = query.Add($"CAST(max({finite}) AS DOUBLE)");
        int mean = query.Add($"CAST(avg({moment}) AS DOUBLE)"), std = query.Add($"stddev_samp(CAST({moment} AS DOUBLE))");
        int skewness = query.Add($"skewness({moment})"), kurtosis = query.Add($"kurtosis({moment})");
        int quantiles = query.Add($"CAST(approx_quantile({(column.Kind == ColumnKind.Decimal ? $"CAST({moment} AS DOUBLE)" : moment)}, [{s_points}]) AS DOUBLE[])");
        int zeros = query.Add(Where($"{column.Sql} = 0")), negatives = query.Add(Where($"{column.Sql} < 0"));
        int fractions = query.Add(column.Kind == ColumnKind.Integer ? "0" : Where($"{finite} <> trunc({finite})"));
        int infinities = query.Add(column.Kind == ColumnKind.Float ? Where($"isinf({column.Sql})") : "0");
        int notNumbers = query.Add(column.Kind == ColumnKind.Float ? Where($"isnan({column.Sql})") : "0");
        return row =>
        {
            if (row.Number(min) is not { } least || row.Number(max) is not { } most || row.Number(mean) is not { } average || row[quantiles] is not ListValue points) return;
            column.Number = new NumberProfile(least, most, average, row.Number(std), row.Number(skewness), row.Number(kurtosis))
            {
                Quantiles = [.. points.Select(point => Scalars.Number(point) ?? average)],
                Zeros = row.Count(zeros),
                Negatives = row.Count(negatives),
                Fractions = row.Count(fractions),
                Infinities = row.Count(infinities),
                NaNs = row.Count(notNumbers),
            };
        };
    }

    private static Action<AggregateRow> AddText(AggregateQuery query, ColumnDraft column)
    {
        int shortest = query.Add($"min(length({column.TextSql}))"), longest = query.Add($"max(length({column.TextSql}))"), mean = query.Add($"avg(length({column.TextSql}))");
        return row =>
        {
            if (row.Number(mean) is { } average) column.Text = new TextProfile((int)row.Count(shortest), (int)row.Count(longest), average) { Forms = [], Shapes = [] };
        };
    }

    private Action<AggregateRow> AddTime(AggregateQuery query, ColumnDraft column)
    {
        int future = query.Add(Where($"{column.Sql} > CAST('{options.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss}' AS TIMESTAMP) AND isfinite({column.Sql})"));
        int timed = query.Add(column.Kind == ColumnKind.Date ? "0" : Where($"{column.Sql} <> date_trunc('day', {column.Sql})"));
        return row =>
        {
            // The days are filled in by the calendar pass.
            if (column.Values > 0) column.Time = new TimeProfile(DateOnly.MinValue, DateOnly.MinValue) { Days = 0, Future = row.Count(future), WithTimeOfDay = row.Count(timed) };
        };
    }

    private static string Where(string condition) => $"count(*) FILTER (WHERE {condition})";
}
