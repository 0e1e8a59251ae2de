using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Queries;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Queries;

public sealed class TableQueryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("query-").FullName;
    private readonly LocalCatalog _catalog;

    /// <summary>silver.orders: version 0 has ids 0–9, version 1 also 100–109, version 2 also 200–209: a file each.</summary>
    public TableQueryTests()
    {
        _catalog = new LocalCatalog(Path.Combine(_root, "lakehouse"));
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        using DuckDbConnection connection = engine.Connect();
        var writer = new DeltaWriter(_catalog.Table(UnityName.Parse("silver.orders"), engine), connection, ScratchTable.Options);
        for (int batch = 0; batch < 3; batch++)
        {
            string rows = $"SELECT range + {batch * 100} AS id, 'o' || range AS name, (range / 2)::DECIMAL(10,2) AS amount, DATE '2024-01-01' + {batch} AS day FROM range(10)";
            if (batch == 0) writer.Create(new NewTable { Rows = rows, Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
            else writer.Append(rows);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("SELECT count(*) FROM silver.orders", "30")]
    [InlineData("SELECT max(main.silver.orders.id), max(orders.id) FROM main.Silver.ORDERS", "209|209")]
    [InlineData("SELECT count(*) FROM silver.orders VERSION AS OF 0", "10")]
    [InlineData("SELECT count(*) FROM silver.orders@v1 a JOIN silver.orders b USING (id)", "20")]
    [InlineData("SELECT count(*) FROM delta.`lakehouse/main/silver/tables/orders`@v1", "20")]
    [InlineData("SELECT count(*), min(_commit_version) FROM table_changes('silver.orders', 1)", "20|1")]
    [InlineData("SELECT count(*), max(_commit_version) FROM table_changes('silver.orders', 0, 1)", "20|1")]
    [InlineData("WITH orders AS (SELECT 1 AS id) SELECT count(*) FROM orders, silver.orders o", "30")]
    [InlineData("SELECT count(*) FROM silver.orders WHERE id >= 200 AND name <> 'o3' -- last", "9")]
    [InlineData("SELECT count(*) FROM silver.orders WHERE id = 5 OR id = 105", "2")]
    [InlineData("SELECT (SELECT count(*) FROM silver.orders WHERE id < 100), count(*) FROM silver.orders;", "10|30")]
    [InlineData("SELECT `id` AS `the id` FROM silver.orders WHERE id = 7", "7")]
    public void Query_Tables_AreRead(string sql, string expected) => Assert.Equal([expected], Rows(sql));

    /// <summary>What each simple WHERE leaves to open, of three files; the rows are those of the whole table.</summary>
    [Theory]
    [InlineData("id >= 200", 1)]
    [InlineData("o.id BETWEEN 0 AND 105", 2)]
    [InlineData("100 > id AND length(name) > 1", 1)]
    [InlineData("id IN (3, 205)", 2)]
    [InlineData("day = '2024-01-02'", 1)]
    [InlineData("day < DATE '2024-01-02' AND amount > 1.5", 1)]
    [InlineData("name IS NULL", 0)]
    [InlineData("id >= 200 OR amount = 1", 3)]
    [InlineData("NOT id >= 200", 3)]
    [InlineData("id + 0 >= 200", 3)]
    [InlineData("id = 5.5", 3)]
    [InlineData("CASE WHEN id > 0 AND id < 5 THEN true ELSE false END AND id < 50", 1)]
    [InlineData("id >= (SELECT 200)", 3)]
    public void Query_SimpleWhere_OpensOnlyFilesThatMayHaveRows(string where, int files)
    {
        string plain = $"SELECT id FROM silver.orders o WHERE {where} ORDER BY id";
        Assert.Equal(Rows($"SELECT id FROM (SELECT * FROM silver.orders LIMIT 1000) o WHERE {where} ORDER BY id"), Rows(plain));
        Assert.Equal(files, FilesOf(plain));
    }

    /// <summary>What conditions over several tables leave to open of each, of three files; the rows are those of the whole tables.</summary>
    [Theory]
    [InlineData("orders a JOIN orders b ON a.id = b.id WHERE a.id < 50 AND b.day >= '2024-01-01'", 1, 3)]
    [InlineData("orders a, orders b WHERE a.id = b.id AND b.id >= 200 AND a.name = 'o1'", 3, 1)]
    [InlineData("orders a JOIN orders b ON a.id = b.id AND b.id >= 100 AND a.id < 105 JOIN orders c ON c.id = a.id WHERE c.id <> 7", 2, 2, 3)]
    [InlineData("orders a LEFT JOIN (SELECT 5 AS five) s ON s.five = a.id AND a.id < 50 JOIN orders b ON b.id = a.id AND b.id < 120", 3, 2)]
    [InlineData("orders a LEFT JOIN orders b JOIN orders c ON c.id = b.id AND b.id < 50 ON a.id = b.id AND a.id < 7", 3, 1, 3)]
    [InlineData("orders a JOIN orders b ON a.id = b.id AND b.id = 5 AND left(a.name, 1) = 'o' OR a.id = b.id AND b.id = 205", 3, 3)]
    [InlineData("orders a ASOF LEFT JOIN orders b ON a.id >= b.id AND a.name = b.name WHERE b.id < 105 AND a.id > 99", 3, 3)]
    [InlineData("orders a RIGHT JOIN orders b ON a.id = b.id JOIN orders c ON c.id = b.id AND c.id < 50 AND a.id < 120", 2, 3, 1)]
    [InlineData("orders a LEFT JOIN orders b ON a.name = b.name AND b.id >= 200 AND a.id < 50", 3, 1)]
    [InlineData("orders a LEFT JOIN orders b ON a.id = b.id + 100 WHERE b.id < 5 AND a.id > 0", 3, 1)]
    [InlineData("orders a LEFT JOIN orders b ON a.id = b.id AND b.id > 150 WHERE b.id IS NULL", 3, 1)]
    [InlineData("orders a RIGHT JOIN orders b ON a.id = b.id AND b.id > 150 AND a.id > 5", 3, 3)]
    [InlineData("orders a FULL JOIN orders b ON a.id = b.id AND a.id > 150 WHERE b.id < 10", 3, 1)]
    [InlineData("orders a SEMI JOIN orders b ON a.id = b.id AND b.id > 150 WHERE a.id > 100", 2, 1)]
    [InlineData("orders a ANTI JOIN orders b ON a.id = b.id AND b.id > 150 WHERE a.id > 100", 2, 1)]
    [InlineData("orders a ASOF JOIN orders b ON a.id >= b.id WHERE b.id < 5", 3, 3)]
    [InlineData("orders a FULL JOIN orders b USING (id) WHERE id > 150", 1, 1)]
    [InlineData("orders a JOIN (SELECT id AS other FROM silver.orders WHERE id > 150) b ON a.id = other WHERE a.id > 50", 2, 1)]
    [InlineData("(orders a JOIN orders b ON a.id = b.id AND b.id < 50) LEFT JOIN orders c ON c.id = a.id WHERE c.id < 120", 3, 1, 2)]
    [InlineData("orders a WHERE EXISTS (SELECT 1 FROM silver.orders b WHERE b.id = a.id AND b.id < 50 AND a.id < 120)", 3, 1)]
    public void Query_SeveralTables_OpenOnlyFilesThatMayHaveRows(string from, params int[] files)
    {
        string sql = $"SELECT * FROM {from.Replace("orders ", "silver.orders ").Replace("silver.silver.", "silver.")}";
        Assert.Equal(files, FilesOfEach(sql));
        string whole = sql.Replace("silver.orders ", "(SELECT * FROM silver.orders LIMIT 1000) ");
        Assert.Equal(Rows(whole).Order(StringComparer.Ordinal), Rows(sql).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT * FROM silver.order", "1:15", "Did you mean 'silver.orders'?")]
    [InlineData("SELECT\n  nam FROM silver.orders", "2:3", "nam")]
    [InlineData("SELECT * FROM silver.orders VERSION AS OF 9", "1:15", "there is no version 9")]
    [InlineData("SELECT * FROM delta.`/nowhere`", "1:15", "no Delta table")]
    [InlineData("SELECT * FROM a.b.c.d", "1:15", "three parts")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "1:1", "tables only")]
    [InlineData("SELECT * FROM silver.orders WHERE id = ?", "1:1", "parameters")]
    [InlineData("SELECT 1) TO '/tmp/x' (FORMAT csv); --", "1:9", "syntax error")]
    [InlineData("SELECT 1) UNION (SELECT 2", "1:9", "syntax error")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT 1", "1:1", "does not exist")]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM silver.orders", "1:1", "Can only delete from base table")]
    public void Query_Wrong_PointsAtThePlace(string sql, string place, string why)
    {
        InputException wrong = Assert.Throws<InputException>(() => Query(sql).Dispose());
        Assert.StartsWith($"sql:{place}:", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_FileInTheTemporaryFolder_IsNotRead()
    {
        string temp = Directory.CreateDirectory(Path.Combine(_root, "temp")).FullName;
        File.WriteAllText(Path.Combine(temp, "secret.csv"), "a\n1\n");
        Assert.Contains("tables only", Assert.Throws<InputException>(() => Rows($"SELECT * FROM read_csv('{temp}/secret.csv')")).Message, StringComparison.Ordinal);
        Rows("SELECT * FROM silver.orders ORDER BY name");
        Assert.Single(Directory.EnumerateFileSystemEntries(temp));
    }

    private TableQuery Query(string sql) => new(sql, _catalog, new QueryOptions { BaseFolder = _root, TempDirectory = Path.Combine(_root, "temp") });

    private string[] Rows(string sql)
    {
        var rows = new List<string>();
        using TableQuery query = Query(sql);
        query.ReadTexts(null, (chunk, count) =>
        {
            for (int row = 0; row < count; row++)
            {
                var cells = new string[chunk.ColumnCount];
                for (int column = 0; column < cells.Length; column++) cells[column] = chunk[column].IsNull(row) ? "∅" : Encoding.UTF8.GetString(chunk[column].Bytes(row));
                rows.Add(string.Join('|', cells));
            }
        }, CancellationToken.None);
        return [.. rows];
    }

    private int FilesOf(string sql) => Assert.Single(FilesOfEach(sql));

    private int[] FilesOfEach(string sql)
    {
        StatementText statement = StatementText.Read(sql);
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        FlowForge.Lakehouse.Delta.Snapshot snapshot = _catalog.Table(UnityName.Parse("silver.orders"), engine).Latest();
        return [.. statement.References.Select(reference => FlowForge.Lakehouse.Delta.Reading.TableRead.FilesFor(snapshot, WherePruning.Of(statement.Sql, reference.Conditions, snapshot.Schema)).Count())];
    }
}
