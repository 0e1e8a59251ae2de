using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Tests.Expressions;

/// <summary>Expressions over a small table, beyond what the recordings hold: windows, nested lambdas, names that collide.</summary>
public sealed class RenderTests : IDisposable
{
    private static readonly Column[] s_schema = [new("k", DataType.Varchar), new("v", DataType.Integer), new("spark v", DataType.Integer), new("list", new DataType.List(DataType.Integer)), new("f", DataType.Float), new("t", DataType.Timestamp)];

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public RenderTests()
    {
        _connection = _database.Connect();
        DuckDbSql.Install(_connection);
        _connection.Execute("""
            CREATE TABLE rows AS SELECT * FROM (VALUES
                ('a', 1::INTEGER, 10::INTEGER, [1, 2]::INTEGER[], 0.1::FLOAT, TIMESTAMP '2024-02-29 10:00:00'),
                ('a', NULL, 20, [3], 2.5::FLOAT, TIMESTAMP '2024-02-29 11:30:00'),
                ('b', 3, 30, NULL, NULL, NULL)) t(k, v, "spark v", list, f, t)
            """);
    }

    [Theory]
    [InlineData("sum(v) over (partition by k)", "1,1,3")]
    [InlineData("row_number() over (order by `spark v` desc)", "3,2,1")]
    [InlineData("lag(v, 1, -1) over (order by `spark v`)", "-1,1,NULL")]
    [InlineData("last_value(v) ignore nulls over (order by `spark v` rows between unbounded preceding and current row)", "1,1,3")]
    [InlineData("nth_value(v, 2, true) over (order by `spark v` rows between unbounded preceding and unbounded following)", "3,3,3")]
    [InlineData("transform(list, x -> aggregate(list, 0, (s, y) -> s + x * y))", "[3, 6],[9],NULL")]
    [InlineData("transform(list, v -> v + `spark v`)", "[11, 12],[23],NULL")]
    [InlineData("array_sort(list, (a, b) -> b - a)", "[2, 1],[3],NULL")]
    [InlineData("zip_with(list, list, (a, b) -> a * b)", "[1, 4],[9],NULL")]
    [InlineData("map_zip_with(map(k, v), map('a', 7), (key, x, y) -> coalesce(x, 0) + coalesce(y, 0))['a']", "8,7,7")]
    [InlineData("cast(f as string)", "0.1,2.5,NULL")]
    [InlineData("cast(f as double) > f", "false,false,NULL")]
    [InlineData("hour(t) + minute(t)", "10,41,NULL")]
    [InlineData("t + interval 1 month", "2024-03-29 10:00:00,2024-03-29 11:30:00,NULL")]
    [InlineData("v <> 3 and 6 / (v - 3) < 0", "true,NULL,false")]
    [InlineData("v is null or v = 3 or 6 / (v - 3) < 0", "true,true,true")]
    [InlineData("`spark v` > 100 and cast(k as int) = 1", "false,false,false")]
    [InlineData("v = 1 and (k like 'a%' and length(k) = 1)", "true,NULL,false")]
    [InlineData("nullif(v, 1)", "NULL,NULL,3")]
    [InlineData("v between 1 and 2", "true,NULL,false")]
    [InlineData("array_repeat(v, 2)", "[1, 1],[NULL, NULL],[3, 3]")]
    [InlineData("concat_ws('-', k, v, list)", "a-1-1-2,a-3,b-3")]
    [InlineData("case k when 'a' then 1 when 'b' then 2 end", "1,1,2")]
    [InlineData("case (k) when 'a' then 1 else 0 end", "1,1,0")]
    public void Query_Expression_GivesItsValues(string text, string values) =>
        Assert.Equal(values, string.Join(",", Values(text).Select(ValueText.Of).Select(value => value == "True" || value == "False" ? value.ToLowerInvariant() : value)));

    [Fact]
    public void Render_RepetitionInsideRepetition_IsRefusedInsteadOfGrowing()
    {
        string text = string.Concat(Enumerable.Repeat("nullif(", 60)) + "v" + string.Concat(Enumerable.Repeat(", 1)", 60));
        CheckResult check = ExpressionTyper.Check(Expression.Parse(text).Expression!, s_schema, new ExpressionSettings());
        if (check.IsValid) Assert.Throws<NotSupportedException>(() => DuckDbSql.Render(check));
        else Assert.Equal("expression-too-complex", Assert.Single(check.Findings).Id);
    }

    private object?[] Values(string text)
    {
        CheckResult check = ExpressionTyper.Check(Expression.Parse(text).Expression!, s_schema, new ExpressionSettings());
        Assert.Empty(check.Findings);
        DuckDbExpression rendered = DuckDbSql.Render(check);
        rendered.Install(_connection);
        using DuckDbResult result = _connection.Query($"SELECT {rendered.Sql}, \"spark v\" FROM rows ORDER BY 2");
        Assert.Equal(DuckDbSql.Stored(rendered.Type), result.Columns[0].Type);
        return [.. result.Rows().Select(row => row[0])];
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
