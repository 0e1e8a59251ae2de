using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Explore.Profiling;

/// <summary>Measures datasets on one connection. Memory is the engine's, bounded by its <c>memory_limit</c>. Not thread-safe.</summary>
public sealed class Profiler
{
    private readonly DuckDbConnection _connection;
    private readonly ExploreOptions _options;

    public Profiler(DuckDbConnection connection, ExploreOptions options)
    {
        (_connection, _options) = (connection, options);
        DeltaRelation.Prepare(connection);
        connection.Register(TextFunctions.Form);
    }

    /// <summary>Measures everything about one dataset: each column is read a few times, never held.</summary>
    /// <exception cref="DuckDbException">The relation cannot be read.</exception>
    public DatasetProfile Profile(DatasetSource source, CancellationToken cancellationToken)
    {
        long? sampledFrom = null;
        if (_options.SampleRows is { } rows) (source, sampledFrom) = Sample(source, rows, cancellationToken);
        ColumnDraft[] columns = [.. ColumnsOf(source.Relation, cancellationToken).Select(column => new ColumnDraft(column))];
        new AggregatePass(source.Relation, _options).Run(_connection, columns, cancellationToken);
        var values = new ValuePass(_connection, source.Relation, _options);
        var calendar = new CalendarPass(_connection, source.Relation, _options);
        foreach (ColumnDraft column in columns)
        {
            values.Run(column, cancellationToken);
            calendar.Run(column, cancellationToken);
        }
        HistogramPass.Run(_connection, source.Relation, columns, cancellationToken);
        OrderPass.Run(_connection, source.Relation, columns, cancellationToken);
        return new DatasetProfile(source)
        {
            Rows = columns.Length == 0 ? 0 : columns[0].Rows,
            DuplicateRows = Duplicates(source.Relation, columns, cancellationToken),
            EmptyRows = EmptyRows(source.Relation, columns, cancellationToken),
            Columns = [.. columns.Select(column => column.ToProfile())],
            SampledFrom = sampledFrom,
        };
    }

    private IReadOnlyList<Column> ColumnsOf(string relation, CancellationToken cancellationToken)
    {
        using DuckDbResult shape = _connection.Query($"SELECT * FROM ({relation}) LIMIT 0", cancellationToken);
        return shape.Columns;
    }

    /// <summary>The sample is kept, so that all passes see the same rows.</summary>
    private (DatasetSource Source, long? From) Sample(DatasetSource source, long rows, CancellationToken cancellationToken)
    {
        long all = _connection.Scalar<long>($"SELECT count(*) FROM ({source.Relation})", cancellationToken);
        if (all <= rows) return (source, null);
        string table = SqlName.Quote($"_flowforge_sample_{source.Name}");
        _connection.Execute($"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM ({source.Relation}) USING SAMPLE reservoir({rows} ROWS) REPEATABLE ({_options.SampleSeed})", cancellationToken);
        return (source with { Relation = $"SELECT * FROM {table}" }, all);
    }

    private long Duplicates(string relation, ColumnDraft[] columns, CancellationToken cancellationToken)
    {
        if (columns.Length == 0 || columns[0].Rows < 2 || columns.Any(column => column.DistinctIsExact && column.Nulls == 0 && column.Distinct == column.Rows)) return 0;
        string row = string.Join(", ", columns.Select(column => column.Sql));
        return columns[0].Rows - _connection.Scalar<long>($"SELECT count(DISTINCT hash({row})) FROM ({relation})", cancellationToken);
    }

    private long EmptyRows(string relation, ColumnDraft[] columns, CancellationToken cancellationToken)
    {
        if (columns.Length == 0 || columns.Any(column => column.Nulls == 0)) return 0;
        return _connection.Scalar<long>($"SELECT count(*) FROM ({relation}) WHERE {string.Join(" AND ", columns.Select(column => $"{column.Sql} IS NULL"))}", cancellationToken);
    }
}
