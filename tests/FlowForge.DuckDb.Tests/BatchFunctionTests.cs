using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class BatchFunctionTests : DuckDbTest
{
    private static readonly Column[] s_columns = [new("n", DataType.BigInt), new("weird \"name\" é", DataType.Varchar)];

    [Fact]
    public void Execute_ManyBatches_RowsComeInOrder()
    {
        Connection.Execute("CREATE TABLE t (n BIGINT, \"weird \"\"name\"\" é\" VARCHAR)");
        long rows = BatchFunction.Execute(Connection, "ours", Numbers(50_000, batchRows: 777), "INSERT INTO t FROM ours()", default);
        Assert.Equal(50_000, rows);
        Assert.Equal(50_000L, Value("SELECT count(*) FROM t WHERE n = rowid AND \"weird \"\"name\"\" é\" = 'row ' || n"));
    }

    [Fact]
    public void Execute_SameNameAgain_ReadsTheNewSource()
    {
        for (int i = 1; i <= 20; i++)
        {
            // A source of other columns as well: the engine must ask for them each time.
            RowSource source = i % 2 == 0 ? Numbers(i) : new RowSource([new("other", DataType.Double)], Enumerable.Range(0, i).Select(n => new object?[] { 0.5 }));
            BatchFunction.Execute(Connection, "ours", source, $"CREATE TABLE t{i} AS FROM ours()", default);
            Assert.Equal((long)i, Value($"SELECT count(*) FROM t{i}"));
        }
        Assert.Equal(20L, Value("SELECT count(*) FROM duckdb_tables()"));
    }

    [Fact]
    public void Execute_Copy_CountsTheRowsWritten()
    {
        string path = Path.GetTempFileName();
        Assert.Equal(5_000, BatchFunction.Execute(Connection, "ours", Numbers(5_000), $"COPY (FROM ours()) TO {SqlName.Literal(path)} (FORMAT parquet)", default));
        Assert.Equal(5_000L, Value($"SELECT count(*) FROM read_parquet({SqlName.Literal(path)})"));
        File.Delete(path);
    }

    [Fact]
    public void Execute_NoRows_KeepsTheColumns()
    {
        BatchFunction.Execute(Connection, "ours", Numbers(0), "CREATE TABLE t AS FROM ours()", default);
        Assert.Equal(2L, Value("SELECT count(*) FROM duckdb_columns() WHERE table_name = 't'"));
    }

    [Fact]
    public void Execute_SourceThrows_ThatVeryExceptionComesBack()
    {
        var failure = new InvalidDataException("ours", new IOException("inner"));
        var source = new RowSource(s_columns, Failing(failure), batchRows: 10);
        Exception caught = Assert.ThrowsAny<Exception>(() => BatchFunction.Execute(Connection, "ours", source, "CREATE TABLE t AS FROM ours()", default));
        Assert.Same(failure, caught);
        Assert.Contains(nameof(Failing), caught.StackTrace);
        Assert.Equal(0L, Value("SELECT count(*) FROM duckdb_tables()"));
    }

    [Fact]
    public void Execute_EngineFails_ItsErrorComesBack() =>
        Assert.Equal(DuckDbErrorType.Conversion, Assert.Throws<DuckDbException>(
            () => BatchFunction.Execute(Connection, "ours", Numbers(100), "CREATE TABLE t AS SELECT columns(*)::INTEGER FROM ours()", default)).ErrorType);

    [Fact]
    public void Query_AfterTheSourceIsGone_SaysSo()
    {
        BatchFunction.Execute(Connection, "ours", Numbers(1), "CREATE TABLE t AS FROM ours()", default);
        Assert.Throws<InvalidOperationException>(() => Connection.Execute("FROM ours()"));
    }

    [Fact]
    public void Execute_NameInUseElsewhere_IsRefused()
    {
        using DuckDbConnection other = Connect();
        DuckDbErrorType? refused = null;
        var source = new RowSource(s_columns, Rows());
        BatchFunction.Execute(Connection, "ours", source, "CREATE TABLE t AS FROM ours()", default);
        Assert.Equal(DuckDbErrorType.Catalog, refused);

        IEnumerable<object?[]> Rows()
        {
            refused = Assert.Throws<DuckDbException>(() => BatchFunction.Execute(other, "OURS", Numbers(1), "CREATE TABLE u AS FROM ours()", default)).ErrorType;
            yield return [1L, "x"];
        }
    }

    [Fact]
    public async Task Execute_SourcesInSeveralConnections_RunBeside()
    {
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            using DuckDbConnection own = Connect();
            for (int round = 0; round < 5; round++)
                BatchFunction.Execute(own, $"ours_{i}", Numbers(5_000, batchRows: 100), $"CREATE OR REPLACE TABLE t{i} AS FROM ours_{i}()", default);
            Assert.Equal(5_000, own.Scalar<int>($"SELECT count(*) FROM t{i}"));
        }))];
        await Task.WhenAll(tasks);
    }

    private static RowSource Numbers(int count, int batchRows = Vector.Capacity) =>
        new(s_columns, Enumerable.Range(0, count).Select(i => new object?[] { i, $"row {i}" }), batchRows);

    private static IEnumerable<object?[]> Failing(Exception failure)
    {
        for (int i = 0; i < 100; i++) yield return [i, "x"];
        throw failure;
    }
}
