using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class AppenderTests : DuckDbTest
{
    public AppenderTests() => Connection.Execute("CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR, born DATE)");

    [Fact]
    public void Columns_OfATable_AreNamedAndTyped()
    {
        using Appender appender = Connection.Append("people");
        Assert.Equal([new("id", DataType.BigInt), new("name", DataType.Varchar), new("born", DataType.Date)], appender.Columns);
    }

    [Fact]
    public void AppendRow_ManyRows_AllArriveInOrder()
    {
        const int Rows = 10_000;
        using (Appender appender = Connection.Append("people", schema: "main"))
        {
            for (int i = 0; i < Rows; i++) appender.AppendRow(i, i % 3 == 0 ? null : $"person {i}", new DateOnly(2000, 1, 1).AddDays(i));
            appender.Flush();
        }
        Assert.Equal(Rows, Connection.Scalar<int>("SELECT count(*) FROM people WHERE (id % 3 = 0) = (name IS NULL) AND born = DATE '2000-01-01' + id::INTEGER"));
    }

    [Fact]
    public void EndRow_ValuesWrittenIntoVectors_Arrive()
    {
        using Appender appender = Connection.Append("people");
        for (int i = 0; i < 5_000; i++)
        {
            int row = appender.Chunk.Count;
            appender.Chunk[0].Set(row, (long)i);
            if (i % 2 == 0) appender.Chunk[1].SetNull(row);
            else appender.Chunk[1].SetText(row, "odd");
            appender.Chunk[2].Set(row, new Date(i));
            appender.EndRow();
        }
        appender.Flush();
        Assert.Equal(2_500L, Value("SELECT count(name) FROM people"));
        Assert.Equal(5_000L * 4_999 / 2, Connection.Scalar<long>("SELECT sum(id) FROM people"));
    }

    [Fact]
    public void Append_WholeSource_Arrives()
    {
        using Appender appender = Connection.Append("people");
        appender.Append(new RowSource(appender.Columns, Enumerable.Range(0, 9_000).Select(i => new object?[] { i, "x", null }), batchRows: 1_000));
        appender.Flush();
        Assert.Equal(9_000L, Value("SELECT count(*) FROM people"));
        Assert.Throws<ArgumentException>(() => appender.Append(new RowSource([new("id", DataType.Varchar)], [])));
    }

    [Fact]
    public void Dispose_WithoutFlush_ForgetsTheRows()
    {
        using (Appender appender = Connection.Append("people"))
        {
            appender.AppendRow(1L, "a", null);
            appender.EndChunk();
            appender.AppendRow(2L, "b", null);
        }
        Assert.Equal(0L, Value("SELECT count(*) FROM people"));
    }

    [Fact]
    public void Flush_RowsBreakAConstraint_HasTheEnginesCode()
    {
        using Appender appender = Connection.Append("people");
        appender.AppendRow(1L, "a", null);
        appender.AppendRow(1L, "b", null);
        Assert.Equal(DuckDbErrorType.Constraint, Assert.Throws<DuckDbException>(appender.Flush).ErrorType);
    }

    [Fact]
    public void AppendRow_WrongValues_AreRefused()
    {
        using Appender appender = Connection.Append("people");
        Assert.Throws<ArgumentException>(() => appender.AppendRow(1L, "a"));
        Assert.Throws<InvalidCastException>(() => appender.AppendRow("1", "a", null));
        Assert.Throws<OverflowException>(() => appender.AppendRow(Int128.MaxValue, "a", null));
    }

    [Fact]
    public void Append_NoSuchTable_IsACatalogError() =>
        Assert.Equal(DuckDbErrorType.Catalog, Assert.Throws<DuckDbException>(() => Connection.Append("nobody")).ErrorType);
}
