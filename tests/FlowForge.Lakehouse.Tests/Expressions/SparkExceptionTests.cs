using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Tests.Expressions;

/// <summary>What fails carries Spark's condition, whoever noticed it: a function of ours or the engine.</summary>
public sealed class SparkExceptionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();

    [Theory]
    [InlineData("1 / 0", "DIVIDE_BY_ZERO")]
    [InlineData("2147483647 + 1", "ARITHMETIC_OVERFLOW")]
    [InlineData("cast(300 as tinyint)", "CAST_OVERFLOW")]
    [InlineData("cast(99.9BD as decimal(2,1))", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION")]
    [InlineData("cast('x' as int)", "CAST_INVALID_INPUT")]
    [InlineData("array(1)[5]", "INVALID_ARRAY_INDEX")]
    [InlineData("to_date('x', 'yyyy')", "CANNOT_PARSE_TIMESTAMP")]
    public void From_FailureOfARow_HasSparksCondition(string text, string condition)
    {
        CheckResult check = ExpressionTyper.Check(Expression.Parse(text).Expression!, [], new ExpressionSettings());
        using DuckDbConnection connection = _database.Connect();
        DuckDbSql.Install(connection);
        DuckDbExpression rendered = DuckDbSql.Render(check);
        rendered.Install(connection);
        Exception failure = Assert.ThrowsAny<Exception>(() => connection.Execute($"SELECT {rendered.Sql}"));
        Assert.Equal(condition, SparkException.From(failure)?.Condition);
    }

    public void Dispose() => _database.Dispose();
}
