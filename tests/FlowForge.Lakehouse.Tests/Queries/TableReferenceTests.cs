using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Lakehouse.Tests.Queries;

public sealed class TableReferenceTests
{
    [Theory]
    [InlineData("SELECT * FROM a.b", "a.b")]
    [InlineData("select * from a.b, c.d x join e.f on x.i = f.i", "a.b c.d e.f")]
    [InlineData("FROM a.b SELECT x, y", "a.b")]
    [InlineData("SELECT 'FROM x.y', \"FROM z.q\" FROM a.b -- FROM c.d\n/* FROM e.f /* nested */ FROM g.h */", "a.b")]
    [InlineData("SELECT $$FROM x.y$$, $t$ FROM z.q $t$, E'\\' FROM v.w' FROM a.b", "a.b")]
    [InlineData("SELECT extract(year FROM ts), trim(FROM s), substring(s FROM 2) FROM a.b", "a.b")]
    [InlineData("SELECT a IS NOT DISTINCT FROM b, c IS DISTINCT FROM d FROM a.b", "a.b")]
    [InlineData("WITH x AS (SELECT * FROM a.b), y(i) AS MATERIALIZED (SELECT 1) SELECT * FROM x, y, z", "a.b z")]
    [InlineData("SELECT (SELECT max(i) FROM a.b WHERE i IN (SELECT i FROM c.d)) FROM e.f", "c.d a.b e.f")]
    [InlineData("SELECT * FROM ((a.b JOIN c.d USING (i)) LEFT JOIN e.f USING (i)), g.h", "a.b c.d e.f g.h")]
    [InlineData("SELECT * FROM range(3) r, unnest([1, 2]) u, LATERAL (SELECT * FROM a.b)", "a.b")]
    [InlineData("SELECT * FROM a.b WHERE x IN (1, 2) ORDER BY y, z", "a.b")]
    [InlineData("SELECT * FROM a.b UNION ALL SELECT * FROM c.d", "a.b c.d")]
    [InlineData("SELECT * FROM `a`.`b c`, \"D\".\"e\"", "a.b_c D.e")]
    [InlineData("DESCRIBE a.b", "a.b")]
    [InlineData("SUMMARIZE SELECT * FROM a.b", "a.b")]
    [InlineData("EXPLAIN ANALYZE SELECT * FROM a.b", "a.b")]
    [InlineData("VALUES (1, 2)", "")]
    public void Find_Statement_NamesItsTables(string sql, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), StatementText.Read(sql).References.Select(reference => reference.Text.Replace(' ', '_')).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("SELECT * FROM a.b VERSION AS OF 3 x", 3)]
    [InlineData("SELECT * FROM a.b FOR SYSTEM_VERSION AS OF 0", 0)]
    [InlineData("SELECT * FROM a.b@v12 AS x", 12)]
    public void Find_Version_IsPartOfTheReference(string sql, long version)
    {
        TableReference reference = Assert.Single(StatementText.Read(sql).References);
        Assert.Equal(new TableVersion.Number(version), reference.Version);
    }

    [Theory]
    [InlineData("SELECT * FROM a.b TIMESTAMP AS OF '2024-01-31'")]
    [InlineData("SELECT * FROM a.b TIMESTAMP AS OF TIMESTAMP '2024-01-31 00:00:00'")]
    [InlineData("SELECT * FROM a.b FOR TIMESTAMP AS OF DATE '2024-01-31'")]
    public void Find_Timestamp_IsUtc(string sql) =>
        Assert.Equal(new TableVersion.Time(new DateTimeOffset(2024, 1, 31, 0, 0, 0, TimeSpan.Zero)), Assert.Single(StatementText.Read(sql).References).Version);

    [Theory]
    [InlineData("SELECT 'a", "1:8", "not closed")]
    [InlineData("SELECT 1 /* a", "1:10", "not closed")]
    [InlineData("SELECT *\nFROM a.b VERSION AS OF x", "2:24", "not a version")]
    [InlineData("SELECT * FROM a.b TIMESTAMP AS OF '31/31/2024'", "1:35", "not a time")]
    [InlineData("SELECT * FROM '/etc/passwd'", "1:15", "a file stands")]
    [InlineData("SELECT 1; SELECT 2", "1:9", "one statement")]
    [InlineData("DELETE FROM a.b", "1:1", "does not read")]
    [InlineData(" ; ", "1:1", "no statement")]
    [InlineData("EXPLAIN ANALYZE INSERT INTO a.b VALUES (1)", "1:17", "does not read")]
    public void Read_Wrong_PointsAtThePlace(string sql, string place, string why)
    {
        InputException wrong = Assert.Throws<InputException>(() => StatementText.Read(sql));
        Assert.StartsWith($"sql:{place}:", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
    }
}
