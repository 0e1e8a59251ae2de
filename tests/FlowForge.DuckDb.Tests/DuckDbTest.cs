using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

/// <summary>A database in memory for each test.</summary>
public abstract class DuckDbTest : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();

    protected DuckDbTest() => Connection = _database.Connect();

    protected DuckDbConnection Connection { get; }

    protected DuckDbConnection Connect() => _database.Connect();

    protected object?[][] Rows(string sql)
    {
        using DuckDbResult result = Connection.Query(sql);
        return [.. result.Rows()];
    }

    protected object? Value(string sql) => Rows(sql)[0][0];

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Rows of objects as a source of batches, a few rows a batch.</summary>
internal sealed class RowSource(IReadOnlyList<Column> columns, IEnumerable<object?[]> rows, int batchRows = Vector.Capacity) : IBatchSource
{
    private readonly ValueWriter[] _writers = [.. columns.Select(column => ValueWriter.For(column.Type))];
    private readonly IEnumerator<object?[]> _rows = rows.GetEnumerator();

    public IReadOnlyList<Column> Columns { get; } = columns;

    public void Fill(DataChunk chunk)
    {
        int count = 0;
        for (; count < batchRows && _rows.MoveNext(); count++)
            for (int i = 0; i < _writers.Length; i++)
                _writers[i].Write(chunk[i], count, _rows.Current[i]);
        chunk.Count = count;
    }
}
