using System.Text.Json;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

public sealed class DeltaWriterTests : IDisposable
{
    private const string AllTypes = """
        SELECT i::BIGINT AS id, i::TINYINT AS b, i::SMALLINT AS s, i::INTEGER AS n, (i / 3)::FLOAT AS f, CASE WHEN i = 2 THEN 'nan'::DOUBLE ELSE i / 7 END AS d, (i * 1.25)::DECIMAL(12,3) AS amount,
            repeat('é', i::INTEGER * 20) || i AS text, i % 2 = 0 AS flag, encode('b' || i) AS raw, DATE '2020-01-01' + i::INTEGER AS day, make_timestamptz(1577836800123456 + i::BIGINT) AS at,
            [i::INTEGER, NULL] AS list, MAP {'k' || i: i::DOUBLE} AS map, {'x': i::INTEGER, 'y': {'z': 'w' || i}} AS nested
        FROM range(5) t(i)
        """;

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Create_RowsOfEveryType_ReadBackAsTheyWere()
    {
        _scratch.Writer.Create(new NewTable { Rows = AllTypes });
        Assert.Equal(_scratch.Texts(AllTypes), _scratch.Rows());
        DeltaAction.Add file = Assert.Single(_scratch.Table.Latest().Files);
        Assert.Matches(@"^part-00000-[0-9a-f-]{36}-c000\.snappy\.parquet$", file.Path);
        Assert.StartsWith("""{"numRecords":5,"minValues":{"id":0,"b":0,"s":0,"n":0,"f":0.0,"d":0.0,"amount":0.000,"text":"0","day":"2020-01-01","at":"2020-01-01T00:00:00.123Z","nested":{"x":0,"y":{"z":"w0"}}},"maxValues":""", file.Stats);
        JsonElement largest = JsonDocument.Parse(file.Stats!).RootElement.GetProperty("maxValues");
        Assert.Equal("NaN", largest.GetProperty("d").GetString());
        Assert.Equal(new string('é', 32) + "\U0010FFFF", largest.GetProperty("text").GetString());
        Assert.Contains("\"nullCount\":{\"id\":0", file.Stats);
    }

    [Theory]
    [InlineData("text", "'a=b/c %é#\"x'''")]
    [InlineData("text", "''")]
    [InlineData("text", "NULL::VARCHAR")]
    [InlineData("number", "-12::INTEGER")]
    [InlineData("amount", "12.50::DECIMAL(10,2)")]
    [InlineData("real", "'nan'::DOUBLE")]
    [InlineData("real", "1e300::DOUBLE")]
    [InlineData("flag", "true")]
    [InlineData("day", "DATE '2024-02-29'")]
    [InlineData("at", "TIMESTAMPTZ '2024-02-29 01:02:03.000004+00'")]
    public void Create_PartitionedByAnyType_ReadsBackAndPrunes(string column, string value)
    {
        string rows = $"SELECT {value} AS {column}, i AS id FROM range(3) t(i)";
        _scratch.Writer.Create(new NewTable { Rows = rows, PartitionBy = [column] });
        // Spark writes the empty text as null too: a folder has no name for it.
        string[] expected = _scratch.Texts(value == "''" ? $"SELECT NULL AS {column}, i AS id FROM range(3) t(i)" : rows);
        Assert.Equal(expected, _scratch.Rows());
        bool isNull = value is "''" or "NULL::VARCHAR";
        Assert.Equal(isNull ? 3 : 0, _scratch.Rows(request: new ReadRequest { Where = new DeltaPredicate.IsNull(column) }).Length);
        Assert.Equal(isNull ? 0 : 3, _scratch.Rows(request: new ReadRequest { Where = new DeltaPredicate.IsNotNull(column) }).Length);
    }

    [Theory]
    [InlineData("'a=b/c %é#''\"x' || chr(10)", "'[\"\\,'", "'null'")]
    [InlineData("-12::INTEGER", "0::INTEGER", "2147483647::INTEGER")]
    [InlineData("12.50::DECIMAL(10,2)", "-0.01::DECIMAL(10,2)", "99999999.99::DECIMAL(10,2)")]
    [InlineData("'nan'::DOUBLE", "'-inf'::DOUBLE", "1e-300::DOUBLE")]
    [InlineData("true", "false", "true")]
    [InlineData("DATE '2024-02-29'", "DATE '0001-01-01'", "DATE '9999-12-31'")]
    [InlineData("TIMESTAMPTZ '2024-02-29 01:02:03.000004+00'", "TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'", "TIMESTAMPTZ '2300-01-01 00:00:00+00'")]
    [InlineData("TIMESTAMP '2024-02-29 01:02:03.000004'", "TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP '2300-01-01 00:00:00'")]
    [InlineData("encode('a,b')", "encode('\"')", "encode('é')")]
    public void Create_PartitionsOfManyValues_ReadBack(string first, string second, string third)
    {
        string rows = string.Join(" UNION ALL ", ((string[])[first, second, third, "NULL"]).Select((value, i) => $"SELECT {value} AS p, {i} AS id"));
        _scratch.Writer.Create(new NewTable { Rows = rows, PartitionBy = ["p"] });
        Assert.Equal(_scratch.Texts(rows), _scratch.Rows());
    }

    [Fact]
    public void Create_WhereATableIs_Refuses()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id" });
        Assert.Equal("delta-table-exists", Assert.Throws<InputException>(() => _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id" })).Diagnostic.Id);
    }

    [Fact]
    public void Append_NarrowerTypesOtherOrderMissingColumn_Fit()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1::BIGINT AS id, 1.5::DECIMAL(10,2) AS amount, 'a' AS name" });
        _scratch.Writer.Append("SELECT 2::DECIMAL(5,1) AS AMOUNT, 7::SMALLINT AS id");
        Assert.Equal(["1|1.50|a", "7|2.00|∅"], _scratch.Rows());
        Assert.Equal(["1|1.50|a"], _scratch.Rows(version: 0));
    }

    [Fact]
    public void Append_ColumnsThatDoNotFit_SaysAllOfThem()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1::INTEGER AS id, 'a' AS name" });
        InputException refusal = Assert.Throws<InputException>(() => _scratch.Writer.Append("SELECT 1::BIGINT AS id, 2 AS name, 3 AS more"));
        Assert.Contains("no column more", refusal.Message);
        Assert.Contains("id is INTEGER", refusal.Message);
        Assert.Contains("name is VARCHAR", refusal.Message);
        Assert.Equal(0, _scratch.Table.Latest().Version);
        Assert.Single(Directory.GetFiles(_scratch.Table.Store.Root, "*", SearchOption.TopDirectoryOnly));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    [InlineData("id")]
    public void Append_NewColumns_AreAddedAtTheEnd(string mapping)
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id, {'p q': 1, 'l': [{'m': 'x'}]} AS s", PartitionBy = ["id"], Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mapping } });
        _scratch.Writer.Append("SELECT 2 AS id, {'p q': 5, 'l': NULL::STRUCT(m VARCHAR)[]} AS s, [1.5::DECIMAL(3,1)] AS \"more rows\"", SchemaEvolution.Additive);
        Assert.Equal(["1|{'p q': 1, 'l': [{'m': x}]}|∅", "2|{'p q': 5, 'l': NULL}|[1.5]"], _scratch.Rows());
    }

    [Fact]
    public void Append_RowThatAConstraintForbids_WritesNothing()
    {
        DeltaField[] fields = [Field("id", "long", nullable: false), Field("n", "integer"), Field("code", "string", metadata: """{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)"}""")];
        _scratch.Writer.Create(new NewTable { Fields = fields, Properties = new Dictionary<string, string> { ["delta.constraints.positive"] = "n > 0" } });
        foreach (string row in (string[])["NULL::BIGINT AS id, 1 AS n, 'a' AS code", "1::BIGINT AS id, 0 AS n, 'a' AS code", "1::BIGINT AS id, NULL::INTEGER AS n, 'a' AS code", "1::BIGINT AS id, 1 AS n, 'long' AS code"])
            Assert.Equal("delta-constraint", Assert.Throws<InputException>(() => _scratch.Writer.Append($"SELECT {row}")).Diagnostic.Id);
        _scratch.Writer.Append("SELECT 1::BIGINT AS id, 1 AS n, 'abc' AS code");
        Assert.Equal(["1|1|abc"], _scratch.Rows());
    }

    [Fact]
    public void Append_SameApplicationTransaction_IsWrittenOnce()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id" });
        var notes = new CommitNotes { Transaction = ("load", 7), UserMetadata = "first" };
        Assert.True(_scratch.Writer.Append("SELECT 2 AS id", notes: notes).IsNew);
        Assert.False(_scratch.Writer.Append("SELECT 2 AS id", notes: notes).IsNew);
        Assert.Equal(["1", "2"], _scratch.Rows());
        HistoryEntry entry = _scratch.Table.History()[^1];
        Assert.Equal(("WRITE", "first", "1"), (entry.Operation, entry.UserMetadata, entry.Metrics["numOutputRows"]));
    }

    [Fact]
    public void Overwrite_EachKind_ReplacesWhatItSays()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT i AS id, i % 3 AS p FROM range(6) t(i)", PartitionBy = ["p"] });
        _scratch.Writer.Overwrite("SELECT 100::BIGINT AS id, 1::BIGINT AS p", new Overwritten.TheirPartitions());
        Assert.Equal(["0|0", "2|2", "3|0", "5|2", "100|1"], _scratch.Rows());
        _scratch.Writer.Overwrite("SELECT 200::BIGINT AS id, 2::BIGINT AS p", new Overwritten.Matching(new DeltaPredicate.Compare("id", Comparison.GreaterOrEqual, "3")));
        Assert.Equal(["0|0", "2|2", "200|2"], _scratch.Rows());
        Assert.Throws<InputException>(() => _scratch.Writer.Overwrite("SELECT 1::BIGINT AS id, 2::BIGINT AS p", new Overwritten.Matching(new DeltaPredicate.Compare("id", Comparison.GreaterOrEqual, "3"))));
        _scratch.Writer.Overwrite("SELECT 9::BIGINT AS id, 9::BIGINT AS p", new Overwritten.Everything());
        Assert.Equal(["9|9"], _scratch.Rows());
    }

    [Fact]
    public void DeleteAndUpdate_WithChangeFeed_RewriteFilesAndTellChanges()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT i AS id, 'n' || i AS name FROM range(4) t(i)", Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        _scratch.Writer.Delete(new RowCondition("id = 1"));
        _scratch.Writer.Update(new Dictionary<string, string> { ["NAME"] = "name || '!'" }, new RowCondition("id > 2 OR name IS NULL"));
        Assert.Equal(["0|n0", "2|n2", "3|n3!"], _scratch.Rows());
        Assert.Equal(["1|n1|delete|1", "3|n3|update_preimage|2", "3|n3!|update_postimage|2"], _scratch.Changes(1));
        Assert.Equal("1", _scratch.Table.History()[1].Metrics["numDeletedRows"]);
        Assert.False(_scratch.Writer.Delete(new RowCondition("id = 77")).IsNew);
    }

    [Fact]
    public void Checkpoint_EveryTenVersions_CarriesTheWholeState()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id, 'a b' AS p", PartitionBy = ["p"] });
        for (int i = 1; i <= 12; i++) _scratch.Writer.Append($"SELECT {i} AS id, CASE WHEN {i} % 2 = 0 THEN 'x=y' END AS p", notes: new CommitNotes { Transaction = ("app", i) });
        string log = Path.Combine(_scratch.Table.Store.Root, "_delta_log");
        Assert.True(File.Exists(Path.Combine(log, "00000000000000000010.checkpoint.parquet")));
        Assert.Contains("\"version\":10", File.ReadAllText(Path.Combine(log, "_last_checkpoint")));
        string[] before = _scratch.Rows();
        for (int version = 0; version < 10; version++) File.Delete(Path.Combine(log, $"{version:D20}.json"));
        Assert.Equal(before, _scratch.Rows());
        Assert.Equal(12, _scratch.Table.Latest().Transactions["app"].Version);
        Assert.Equal("delta-no-such-version", Assert.Throws<InputException>(() => _scratch.Table.At(9)).Diagnostic.Id);
    }

    [Fact]
    public void OptimizeRestoreVacuum_OneAfterTheOther_KeepRows()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id" });
        for (int i = 1; i < 4; i++) _scratch.Writer.Append($"SELECT {i} AS id");
        _scratch.Writer.Optimize();
        Assert.Single(_scratch.Table.Latest().Files);
        Assert.Equal(["0", "1", "2", "3"], _scratch.Rows());
        _scratch.Writer.Restore(1);
        Assert.Equal(["0", "1"], _scratch.Rows());
        Assert.Empty(_scratch.Writer.Vacuum());
        Assert.Equal(3, _scratch.Writer.Vacuum(TimeSpan.FromTicks(-TimeSpan.TicksPerMinute)).Count);
        Assert.Equal(["0", "1"], _scratch.Rows());
        Assert.Equal("delta-restore", Assert.Throws<InputException>(() => _scratch.Writer.Restore(4)).Diagnostic.Id);
    }

    private static DeltaField Field(string name, string type, bool nullable = true, string metadata = "{}") => new(name, SparkTypes.Parse(type)!, nullable, FieldMetadata.Parse(metadata));
}
