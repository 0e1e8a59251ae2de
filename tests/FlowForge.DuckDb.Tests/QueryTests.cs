using System.Numerics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class QueryTests : DuckDbTest
{
    [Fact]
    public void Execute_SeveralStatements_RunsAllAndCountsTheLast()
    {
        Assert.Equal(3, Connection.Execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2); INSERT INTO t VALUES (3), (4), (5)"));
        Assert.Equal(5L, Value("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Prepared_RunAgainWithOtherValues_GivesTheirRows()
    {
        using PreparedStatement statement = Connection.Prepare("SELECT $1 + $2, $1 = $1");
        Assert.Equal(2, statement.ParameterCount);
        foreach ((int a, int b) in new[] { (1, 2), (30, 40) })
        {
            using DuckDbResult result = statement.Bind(1, a).Bind(2, b).Query();
            Assert.Equal(a + b, (int)result.Rows().Single()[0]!);
        }
        statement.ClearBindings();
        Assert.Equal(DuckDbErrorType.InvalidInput, Assert.Throws<DuckDbException>(() => statement.Execute()).ErrorType);
    }

    [Fact]
    public void Prepared_NamedParameters_TakeTheirValues()
    {
        using PreparedStatement statement = Connection.Prepare("SELECT $greeting || ', ' || $name");
        using DuckDbResult result = statement.Bind("name", "world").Bind("greeting", "hello").Query();
        Assert.Equal("hello, world", result.Rows().Single()[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind("nobody", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(3, 1));
    }

    [Fact]
    public void Prepared_UsersText_IsAValueNotSql()
    {
        Connection.Execute("CREATE TABLE t (name VARCHAR)");
        Assert.Equal(1, Connection.Execute("INSERT INTO t VALUES ($1)", ["'); DROP TABLE t; --"]));
        Assert.Equal("'); DROP TABLE t; --", Value("FROM t"));
    }

    public static TheoryData<object, string> DotNetValues => new()
    {
        { true, "BOOLEAN" },
        { (sbyte)-5, "TINYINT" },
        { (ushort)5, "USMALLINT" },
        { 5L, "BIGINT" },
        { Int128.MinValue, "HUGEINT" },
        { UInt128.MaxValue, "UHUGEINT" },
        { BigInteger.Pow(7, 100), "BIGNUM" },
        { 1.5f, "FLOAT" },
        { 1.5, "DOUBLE" },
        { 1.50m, "DECIMAL(38,2)" },
        { "text", "VARCHAR" },
        { new byte[] { 0, 255 }, "BLOB" },
        { new DateOnly(2024, 2, 29), "DATE" },
        { new TimeOnly(1, 2, 3), "TIME" },
        { new DateTime(2024, 2, 29, 1, 2, 3), "TIMESTAMP" },
        { new Timestamp(1, TimestampUnit.Nanoseconds), "TIMESTAMP_NS" },
        { new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), "TIMESTAMP WITH TIME ZONE" },
        { TimeSpan.FromSeconds(90), "INTERVAL" },
        { new Guid("01234567-89ab-cdef-0123-456789abcdef"), "UUID" },
        { new ListValue([1, 2]), "INTEGER[]" },
        { new StructValue([new("a", 1), new("b", null)]), "STRUCT(a INTEGER, b VARCHAR)" },
        { new MapValue([new("k", 1L)]), "MAP(VARCHAR, BIGINT)" },
    };

    [Theory, MemberData(nameof(DotNetValues))]
    public void Parameter_DotNetValue_HasTheTypeThatGoesWithIt(object value, string type) =>
        Assert.Equal(type, Connection.Scalar<string>("SELECT typeof($1)", [value]));

    [Fact]
    public void Parameter_GeometryFromBytes_GoesThroughABlob()
    {
        Assert.Throws<DuckDbException>(() => Connection.Prepare("SELECT $1").Bind(1, new byte[] { 1 }, new DataType.Geometry()));
        Assert.Throws<InvalidCastException>(() => Connection.Scalar<int>("SELECT $1", [new object()]));
    }

    [Fact]
    public void Scalar_OtherIntegerType_IsTheSameNumber()
    {
        Assert.Equal(5L, Connection.Scalar<long>("SELECT 5::TINYINT"));
        Assert.Equal(3, Connection.Scalar<int>("SELECT sum(x) FROM (VALUES (1), (2)) t(x)"));
        Assert.Throws<OverflowException>(() => Connection.Scalar<byte>("SELECT 300"));
        Assert.Null(Connection.Scalar<int?>("SELECT NULL::INTEGER"));
        Assert.Null(Connection.Scalar<string?>("SELECT NULL"));
        Assert.Throws<InvalidCastException>(() => Connection.Scalar<int>("SELECT NULL::INTEGER"));
        Assert.Throws<InvalidCastException>(() => Connection.Scalar<int>("SELECT 'text'"));
        Assert.Throws<InvalidOperationException>(() => Connection.Scalar<int>("SELECT 1 WHERE false"));
        Assert.Equal(new Date(0), Connection.Scalar<Date>("SELECT DATE '1970-01-01'"));
    }

    [Fact]
    public void Stream_ManyRows_MemoryStaysFlat()
    {
        const long Rows = 30_000_000;
        long before = EngineMemory(), most = 0, count = 0, chunks = 0;
        using DuckDbResult result = Connection.Stream("SELECT range AS n, 'some text for row ' || range AS t FROM range($1)", [Rows]);
        while (result.TryNext(out DataChunk chunk))
        {
            count += chunk.Count;
            if (chunks++ % 1_000 == 0) most = Math.Max(most, EngineMemory());
        }
        Assert.Equal(Rows, count);
        Assert.InRange(most - before, 0, 64 << 20);
    }

    [Fact]
    public void Stream_AnotherStatementStarts_TheRowsEndInAnError()
    {
        using DuckDbResult result = Connection.Stream("FROM range(10_000_000)");
        Assert.True(result.TryNext(out _));
        Connection.Execute("SELECT 1");
        Assert.Throws<DuckDbException>(() =>
        {
            while (result.TryNext(out _)) { }
        });
    }

    [Fact]
    public void Result_UsedAfterDispose_Throws()
    {
        DuckDbResult result = Connection.Query("SELECT 1");
        result.Dispose();
        result.Dispose();
        Assert.Throws<ObjectDisposedException>(() => result.TryNext(out _));
    }

    // In one process with other tests, so what the engine says of itself, not the process's memory.
    private long EngineMemory()
    {
        using DuckDbConnection other = Connect();
        return other.Scalar<long>("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()");
    }
}
