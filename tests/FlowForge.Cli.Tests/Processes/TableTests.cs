using System.Text.Json.Nodes;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>Files become Delta tables, and tables are read and looked after.</summary>
public sealed class TableTests : IDisposable
{
    private readonly FlowForgeProcess _process = new();

    public TableTests() => _process.Environment["FLOWFORGE_LAKEHOUSE"] = Path.Combine(_process.Folder, "lake");

    public void Dispose() => _process.Dispose();

    [Fact]
    public void Convert_ToTableTwice_IsTwoVersions()
    {
        Convert("a.parquet", "SELECT range AS id FROM range(10)", "--table", "bronze.a");
        Convert("b.parquet", "SELECT range AS id, 'x' AS note FROM range(4)", "--table", "bronze.a");
        Assert.Equal("4\n", Csv("SELECT count(note) FROM bronze.a"));
        Assert.Equal("10\n", Csv("SELECT count(*) FROM bronze.a VERSION AS OF 0"));
        JsonArray history = Json("table", "history", "bronze.a").AsArray();
        Assert.Equal(["WRITE", "CREATE TABLE AS SELECT"], history.Select(commit => (string)commit!["operation"]!));
    }

    [Fact]
    public void Convert_OtherTypeOfAColumn_IsRefusedUnlessTheSchemaMayBeOverwritten()
    {
        Convert("a.parquet", "SELECT 1::BIGINT AS id, 'x' AS note", "out", "--to", "delta");
        string other = _process.MakeParquet("b.parquet", "SELECT 'two' AS id, 0.5::DOUBLE AS more");
        (int code, _, string error) = _process.Run("convert", other, "out", "--to", "delta");
        Assert.Equal(1, code);
        Assert.Contains("column id is BIGINT, the rows have VARCHAR", error, StringComparison.Ordinal);
        Assert.Equal("1,x\n", Csv("SELECT * FROM delta.`out`"));

        Convert("b.parquet", "SELECT 'two' AS id, 0.5::DOUBLE AS more", "out", "--to", "delta", "--overwrite-schema");
        Assert.Equal("two,0.5\n", Csv("SELECT * FROM delta.`out`"));
        Assert.Equal("1,x\n", Csv("SELECT * FROM delta.`out` VERSION AS OF 0"));
        Assert.Equal(["id string", "more double"], Json("table", "describe", "./out")["columns"]!.AsArray().Select(column => $"{column!["name"]} {column["type"]}"));
        (code, _, error) = _process.Run("convert", other, "out.parquet", "--overwrite-schema");
        Assert.Equal(2, code);
        Assert.Contains("--overwrite-schema is about Delta tables; add --to delta.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_TypesAndNamesThatDeltaLacks_BecomeTextAndMappedColumns()
    {
        Convert("a.parquet", "SELECT uuid '6f9619ff-8b86-d011-b42d-00c04fc964ff' AS \"the id\", TIME '10:11:12' AS t, TIMESTAMP '2024-01-31 10:00:00' AS local, TIMESTAMPTZ '2024-01-31 10:00:00+01' AS instant, {'a b': 1} AS s", "out", "--to", "delta");
        JsonNode table = Json("table", "describe", "./out");
        Assert.Equal(["the id string", "t string", "local timestamp_ntz", "instant timestamp", "s struct<a b:int>"], table["columns"]!.AsArray().Select(column => $"{column!["name"]} {column["type"]}"));
        Assert.Equal("name", (string)table["properties"]!["delta.columnMapping.mode"]!);
        Assert.Equal("6f9619ff-8b86-d011-b42d-00c04fc964ff,10:11:12,1\n", Csv("SELECT \"the id\", t, s.\"a b\" FROM delta.`out`"));
    }

    [Fact]
    public void Convert_OverOtherFiles_IsRefusedAndLeavesThem()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_process.Folder, "out")).FullName, "mine.txt"), "mine");
        (int code, _, string error) = _process.Run("convert", _process.MakeParquet("a.parquet"), "out", "--to", "delta");
        Assert.Equal(1, code);
        Assert.Contains("not a Delta table", error, StringComparison.Ordinal);
        Assert.Equal(["a.parquet", "out/mine.txt"], _process.Files());
    }

    [Fact]
    public void Convert_FailsOnTheWay_LeavesNothing()
    {
        File.WriteAllText(Path.Combine(_process.Folder, "a.csv"), "a,b\n1,2\n1,x\n");
        File.WriteAllText(Path.Combine(_process.Folder, "schema.yaml"), "columns: { b: bigint }\n");
        Assert.Equal(1, _process.Run("convert", "a.csv", "out", "--to", "delta", "--schema", "schema.yaml").Code);
        Assert.Equal(["a.csv", "schema.yaml"], _process.Files());
    }

    [Fact]
    public void Convert_AfterAKilledOne_TakesItsLeftoversAway()
    {
        string left = Directory.CreateDirectory(Path.Combine(_process.Folder, "out", ".flowforge-0123456789ab")).FullName;
        File.WriteAllText(Path.Combine(left, "rows"), "half");
        Convert("a.parquet", "SELECT 1 AS id", "out", "--to", "delta");
        Assert.False(Directory.Exists(left));
        Assert.Equal("1\n", Csv("SELECT id FROM delta.`out`"));
    }

    [Fact]
    public void Convert_SeveralTables_AreFoldersWithAManifest()
    {
        File.WriteAllText(Path.Combine(_process.Folder, "a.xml"), "<r><o><id>1</id><i><n>a</n></i><i><n>b</n></i></o><o><id>2</id><i><n>c</n></i></o></r>");
        (int code, string output, string error) = _process.Run("convert", "a.xml", "out", "--to", "delta", "--json");
        Assert.True(code == 0, error);
        foreach (JsonNode? table in JsonNode.Parse(output)!["tables"]!.AsArray())
            Assert.Equal($"{table!["rows"]}\n", Csv($"SELECT count(*) FROM delta.`out/{table["file"]}`"));
        Assert.True(File.Exists(Path.Combine(_process.Folder, "out", "_manifest.json")));
    }

    [Fact]
    public void Sql_Formats_AreWritten()
    {
        Convert("a.parquet", "SELECT 1 AS id, 'a,\"b' AS name UNION ALL SELECT 2, NULL", "--table", "bronze.a");
        Assert.Equal("id,name\n1,\"a,\"\"b\"\n2,\n", _process.Run("sql", "SELECT * FROM bronze.a ORDER BY id", "--format", "csv").Out);
        Assert.Equal("{\"id\":1,\"name\":\"a,\\\"b\"}\n{\"id\":2,\"name\":null}\n", _process.Run("sql", "SELECT * FROM bronze.a ORDER BY id", "--format", "json").Out);
        Assert.Contains("│  1 │ a,\"b", _process.Run("sql", "SELECT * FROM bronze.a ORDER BY id").Out, StringComparison.Ordinal);
        (int code, string output, string error) = _process.Run("sql", "SELECT * FROM bronze.a", "--out", "o.parquet");
        Assert.True((code, output) == (0, ""), error);
        Assert.Contains("o: 2 rows, 2 columns", _process.Run("inspect", "o.parquet").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Sql_FailsAtARow_LeavesNoFile()
    {
        Convert("a.parquet", "SELECT range AS id FROM range(10000)", "--table", "bronze.a");
        string[] before = _process.Files();
        (int code, _, string error) = _process.Run("sql", "SELECT CAST(CASE WHEN id = 9999 THEN 'x' ELSE '1' END AS INT) AS i FROM bronze.a", "--out", "o.csv");
        Assert.Equal(1, code);
        Assert.Contains("sql:1:", error, StringComparison.Ordinal);
        Assert.Equal(before, _process.Files());
    }

    [Fact]
    public void Upkeep_OptimizeRestoreVacuumDrop_DoTheirPart()
    {
        Convert("a.parquet", "SELECT range AS id FROM range(10)", "--table", "bronze.a");
        Convert("b.parquet", "SELECT range AS id FROM range(3)", "--table", "bronze.a");
        Assert.Equal(2, _process.Run("table", "restore", "bronze.a").Code);
        Assert.Equal(2, (int)Json("table", "restore", "bronze.a", "--version", "0")["version"]!);
        Assert.Equal("10\n", Csv("SELECT count(*) FROM bronze.a"));
        Assert.False((bool)Json("table", "optimize", "bronze.a")["changed"]!);
        Assert.Equal(2, _process.Run("table", "vacuum", "bronze.a", "--retain", "0h").Code);
        Assert.Single(Json("table", "vacuum", "bronze.a", "--retain", "0h", "--yes")["files"]!.AsArray());
        Assert.Equal(2, _process.Run("table", "drop", "bronze.a").Code);
        Assert.Equal(0, _process.Run("table", "drop", "bronze.a", "--yes").Code);
        (int code, _, string error) = _process.Run("table", "describe", "bronze.a");
        Assert.Equal(1, code);
        Assert.Contains("there is no table bronze.a", error, StringComparison.Ordinal);
        Assert.Empty(Json("table", "list").AsArray());
    }

    private void Convert(string file, string sql, params string[] args)
    {
        (int code, _, string error) = _process.Run(["convert", _process.MakeParquet(file, sql), .. args]);
        Assert.True(code == 0, error);
    }

    private string Csv(string sql)
    {
        (int code, string output, string error) = _process.Run("sql", sql, "--format", "csv");
        Assert.True(code == 0, error);
        return output[(output.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    private JsonNode Json(params string[] args)
    {
        (int code, string output, string error) = _process.Run([.. args, "--json"]);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!;
    }
}
