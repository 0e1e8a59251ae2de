using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Tests;

public sealed class ScalarFunctionTests : DuckDbTest
{
    [Fact]
    public void Register_Function_ComputesForEveryRow()
    {
        Connection.Register(Twice());
        Assert.Equal(0, Connection.Scalar<int>("SELECT count(*) FROM range(100_000) t(n) WHERE twice(n) <> n * 2"));
        Assert.Equal(42, Connection.Scalar<int>("SELECT twice(21)"));
    }

    [Fact]
    public void Invoke_NullArgument_IsNullUnlessTaken()
    {
        Connection.Register(Twice(), new ScalarFunction("or_zero", [DataType.BigInt], DataType.BigInt, call =>
        {
            for (int row = 0; row < call.Count; row++)
                call.Result.Set(row, call.Arguments[0].IsNull(row) ? 0L : call.Arguments[0].Get<long>(row));
        })
        { TakesNulls = true });
        Assert.Null(Value("SELECT twice(NULL)"));
        Assert.Equal(0L, Value("SELECT or_zero(NULL)"));
        const string Some = "(SELECT CASE WHEN range % 3 = 0 THEN NULL ELSE range END AS n FROM range(10_000))";
        Assert.Equal(0L, Value($"SELECT count(*) FROM {Some} WHERE twice(n) IS DISTINCT FROM n * 2"));
        Assert.Equal(0L, Value($"SELECT count(*) FROM {Some} WHERE or_zero(n) <> coalesce(n, 0)"));
    }

    [Fact]
    public void Register_Overloads_AreChosenByType()
    {
        Connection.Register(
            new ScalarFunction("kind", [DataType.BigInt], DataType.Varchar, call => Fill(call, "number")),
            new ScalarFunction("kind", [DataType.Varchar], DataType.Varchar, call => Fill(call, "text")),
            new ScalarFunction("kind", [DataType.Varchar, DataType.BigInt], DataType.Varchar, call => Fill(call, "both")),
            new ScalarFunction("how_many", [], DataType.BigInt, call => call.Result.Values<long>(call.Count).Fill(call.Arguments.ColumnCount)) { VarArgs = DataType.Varchar });
        Assert.Equal(["number", "text", "both", 3L], Rows("SELECT kind(1), kind('x'), kind('x', 1), how_many('a', 'b', 'c')")[0]);
    }

    [Fact]
    public void Invoke_Throws_ThatVeryExceptionComesBack()
    {
        var failure = new InvalidDataException("ours");
        Connection.Register(new ScalarFunction("fails", [DataType.BigInt], DataType.BigInt, call =>
        {
            for (int row = 0; row < call.Count; row++)
                if (call.Arguments[0].Get<long>(row) == 4_000)
                    throw failure;
        }));
        foreach (string sql in (string[])["SELECT fails(range) FROM range(10_000)", "SELECT fails(4_000)", "CREATE TABLE t AS SELECT fails(range) FROM range(10_000)"])
        {
            Assert.Same(failure, Assert.ThrowsAny<Exception>(() => Connection.Execute(sql)));
            Assert.Same(failure, Assert.ThrowsAny<Exception>(() => Connection.Execute(sql, [])));
        }
        Assert.Same(failure, Assert.ThrowsAny<Exception>(() =>
        {
            using DuckDbResult result = Connection.Stream("SELECT fails(range) FROM range(10_000)");
            while (result.TryNext(out _)) { }
        }));
    }

    [Fact]
    public void Invoke_FailureTheEngineSwallows_LeavesNothingBehind()
    {
        Connection.Register(new ScalarFunction("fails", [DataType.BigInt], DataType.BigInt, _ => throw new InvalidDataException("ours")));
        Assert.Null(Value("SELECT TRY(fails(1))"));
        Assert.Equal(DuckDbErrorType.Conversion, Assert.Throws<DuckDbException>(() => Connection.Execute("SELECT 'x'::INTEGER, CASE WHEN random() > 2 THEN fails(1) END")).ErrorType);
    }

    [Fact]
    public void Invoke_Volatile_RunsForEveryRow()
    {
        int next = 0;
        Connection.Register(new ScalarFunction("next", [], DataType.BigInt, call =>
        {
            for (int row = 0; row < call.Count; row++) call.Result.Set(row, (long)Interlocked.Increment(ref next));
        })
        { IsVolatile = true });
        Assert.Equal(5_000L, Value("SELECT count(DISTINCT next()) FROM range(5_000)"));
    }

    [Theory]
    [InlineData("[n, n + 1]", "BIGINT[]")]
    [InlineData("list_reverse([n, NULL, 3])", "BIGINT[]")]
    [InlineData("list_select([t, 'x', t], [3, 1])", "VARCHAR[]")]
    [InlineData("CASE WHEN n % 2 = 0 THEN [t] ELSE [] END", "VARCHAR[]")]
    [InlineData("map_from_entries([{'k': t, 'v': n}])", "MAP(VARCHAR, BIGINT)")]
    [InlineData("map(list_sort([t, 'zz']), list_reverse([n, 5]))", "MAP(VARCHAR, BIGINT)")]
    [InlineData("{'a': n, 'b': list_slice([t, t, 'c'], 2, 3)}", "STRUCT(a BIGINT, b VARCHAR[])")]
    [InlineData("other.l", "VARCHAR[]")]
    [InlineData("other.s", "STRUCT(a BIGINT, b VARCHAR[])")]
    public void Invoke_NestedArgument_IsReadAsTheEngineHasIt(string expression, string sqlType)
    {
        Connection.Execute("CREATE TABLE numbers AS SELECT range AS n, 'row ' || range AS t FROM range(3_000)");
        Connection.Execute("CREATE TABLE other AS SELECT n, [t, NULL, 'q'] AS l, {'a': n, 'b': [t]} AS s FROM numbers WHERE n % 3 = 0");
        using DuckDbResult typed = Connection.Query($"SELECT NULL::{sqlType} AS v");
        DataType type = typed.Columns[0].Type;
        ValueReader reader = ValueReader.For(type);
        Connection.Register(new ScalarFunction("as_text", [type], DataType.Varchar, call =>
        {
            for (int row = 0; row < call.Count; row++)
                if (!call.IsNull(row))
                    call.Result.SetText(row, ValueText.Of(reader.Read(call.Arguments[0], row)));
        }));
        // The join hands over vectors that pick rows out of others.
        Assert.Equal(0L, Value($"""
            SELECT count(*) FROM (SELECT {expression} AS v FROM numbers LEFT JOIN other USING (n)) WHERE as_text(v) IS DISTINCT FROM v::VARCHAR
            """));
    }

    [Fact]
    public void Invoke_NestedResult_IsWrittenWhole()
    {
        var type = new DataType.List(new DataType.Struct([new("n", DataType.BigInt), new("t", DataType.Varchar)]));
        ValueWriter writer = ValueWriter.For(type);
        Connection.Register(new ScalarFunction("pairs", [DataType.BigInt], type, call =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                long n = call.Arguments[0].Get<long>(row);
                writer.Write(call.Result, row, new ListValue([.. Enumerable.Range(0, (int)(n % 4)).Select(i => new StructValue([new("n", n + i), new("t", $"text {i}")]))]));
            }
        }));
        Assert.Equal("[{'n': 7, 't': text 0}, {'n': 8, 't': text 1}, {'n': 9, 't': text 2}]", Value("SELECT pairs(7)::VARCHAR"));
        Assert.Equal(0L, Value("SELECT count(*) FROM range(10_000) t(n) WHERE len(pairs(n)) <> n % 4 OR (n % 4 = 3 AND pairs(n)[2].n <> n + 1)"));
    }

    [Fact]
    public void Macro_OverOurFunction_Works()
    {
        Connection.Register(Twice());
        Connection.Execute("CREATE MACRO four_times(n) AS twice(twice(n))");
        Assert.Equal(20L, Value("SELECT four_times(5)"));
    }

    private static ScalarFunction Twice() => new("twice", [DataType.BigInt], DataType.BigInt, call =>
    {
        ReadOnlySpan<long> numbers = call.Arguments[0].Values<long>(call.Count);
        Span<long> results = call.Result.Values<long>(call.Count);
        for (int row = 0; row < numbers.Length; row++) results[row] = numbers[row] * 2;
    });

    private static void Fill(ScalarCall call, string text)
    {
        for (int row = 0; row < call.Count; row++) call.Result.SetText(row, text);
    }
}
