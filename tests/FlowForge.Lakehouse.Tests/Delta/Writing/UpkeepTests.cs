using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Vacuum, restore and overwrites of partitions over tables that others have written too.</summary>
public sealed class UpkeepTests : IDisposable
{
    private static readonly TimeSpan s_nothing = TimeSpan.FromTicks(-TimeSpan.TicksPerMinute);

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("file://")]
    [InlineData("file:")]
    [InlineData("")]
    public void Vacuum_FilesThatAreNamedByAbsolutePaths_AreLeft(string scheme)
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id" });
        _scratch.Writer.Append("SELECT 2 AS id");
        DeltaAction.Add old = _scratch.Commit(0).OfType<DeltaAction.Add>().Single();
        DeltaAction.Add absolute = old with { Path = $"{scheme}{DataPath.Encode(Path.Combine(_scratch.Table.Store.Root, old.Path))}" };
        Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(2), ActionWriter.Write([new DeltaAction.Remove { Path = old.Path, DeletionTimestamp = 1, DataChange = true }, absolute])));
        Assert.Equal(["1", "2"], _scratch.Rows());
        Assert.Empty(_scratch.Writer.Vacuum(s_nothing));
        Assert.Equal(["1", "2"], _scratch.Rows());
    }

    [Fact]
    public void Restore_AppendOnlyTable_IsRefusedWhereRowsWouldGo()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id", Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } });
        _scratch.Writer.Append("SELECT 2 AS id");
        Assert.Equal("delta-append-only", Assert.Throws<InputException>(() => _scratch.Writer.Restore(0)).Diagnostic.Id);
        Assert.False(_scratch.Writer.Restore(1).IsNew);
        Assert.Equal(["1", "2"], _scratch.Rows());
    }

    [Fact]
    public void Restore_MappedTable_GivesNoColumnAnIdThatAnotherHad()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id", Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = "id" } });
        _scratch.Writer.Append("SELECT 2 AS id, 'old' AS a", SchemaEvolution.Additive);
        _scratch.Writer.Restore(0);
        Assert.Equal(["1"], _scratch.Rows());
        _scratch.Writer.Append("SELECT 3 AS id, 'new' AS b", SchemaEvolution.Additive);
        Assert.Equal([1, 3], _scratch.Table.Latest().Schema.Fields.Select(field => field.Id!.Value));
        Assert.Equal(["1|∅", "3|new"], _scratch.Rows());
        Assert.Equal(["1|∅", "2|old"], _scratch.Rows(version: 1));
    }

    [Theory]
    [InlineData("TIMESTAMPTZ '2024-02-29 01:02:03+00'", "2024-02-29 01:02:03")]
    [InlineData("TIMESTAMPTZ '2024-02-29 01:02:03.5+00'", "2024-02-29T01:02:03.500000Z")]
    [InlineData("1.50::DECIMAL(5,2)", "1.5")]
    [InlineData("7::BIGINT", "7")]
    [InlineData("0.5::DOUBLE", "0.50")]
    [InlineData("true", "true")]
    [InlineData("'a=b/c %é#\"x'", "a=b/c %é#\"x")]
    [InlineData("NULL::VARCHAR", null)]
    [InlineData("NULL::VARCHAR", "")]
    public void OverwriteOfPartitions_ValueThatAnotherWriterSpelled_IsTheSamePartition(string value, string? spelled)
    {
        string rows = $"SELECT 1 AS id, {value} AS p, 'k' AS q UNION ALL SELECT 2, {value}, 'other'";
        _scratch.Writer.Create(new NewTable { Rows = rows, PartitionBy = ["p", "q"] });
        DeltaAction.Add mine = _scratch.Table.Latest().Files.Single(file => file.PartitionValues["q"] == "k");
        DeltaAction.Add theirs = mine with { PartitionValues = new Dictionary<string, string?> { ["p"] = spelled, ["q"] = "k" } };
        Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(1), ActionWriter.Write([theirs])));
        Assert.Equal(_scratch.Texts(rows), _scratch.Rows());
        _scratch.Writer.Overwrite($"SELECT 3 AS id, {value} AS p, 'k' AS q", new Overwritten.TheirPartitions());
        Assert.Equal(_scratch.Texts($"SELECT 3 AS id, {value} AS p, 'k' AS q UNION ALL SELECT 2, {value}, 'other'"), _scratch.Rows());
    }

    [Fact]
    public void OverwriteOfPartitions_WithChangeFeed_TellsWhatWentAndCame()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT i AS id, i % 2 AS p FROM range(4) t(i)", PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        _scratch.Writer.Overwrite("SELECT 9::BIGINT AS id, 1::BIGINT AS p", new Overwritten.TheirPartitions());
        _scratch.Writer.Merge(new Merge("SELECT 0::BIGINT AS id UNION ALL SELECT 2 UNION ALL SELECT 7", "target.id = source.id",
            [new MergeChange.Delete("source.id = 0"), new MergeChange.Update(new Dictionary<string, string> { ["id"] = "target.id + 10" })], [new MergeInsert(new Dictionary<string, string> { ["id"] = "source.id", ["p"] = "0" })],
            [new MergeChange.Update(new Dictionary<string, string> { ["id"] = "-target.id" }, "target.p = 1")]));
        _scratch.Writer.Optimize();
        _scratch.Writer.Restore(0);
        Assert.Equal(["1|1|delete|1", "3|1|delete|1", "9|1|insert|1"], Of(1));
        Assert.Equal(["-9|1|update_postimage|2", "0|0|delete|2", "2|0|update_preimage|2", "7|0|insert|2", "9|1|update_preimage|2", "12|0|update_postimage|2"], Of(2));
        Assert.Empty(Of(3));
        string[] restored = Of(4);
        Assert.Equal(["-9|1|delete|4", "0|0|insert|4", "1|1|insert|4", "2|0|insert|4", "3|1|insert|4", "7|0|delete|4", "12|0|delete|4"], restored);

        string[] Of(long version)
        {
            using DeltaRelation changes = _scratch.Table.Changes(version, version);
            return _scratch.Texts($"SELECT * EXCLUDE (_commit_timestamp) FROM ({changes.Sql})");
        }
    }

    [Fact]
    public void Write_EveryAction_KeepsToTheProtocol()
    {
        DeltaField[] fields = [Field("id", "long", false, """{"comment":"the key"}"""), Field("p", "string"), Field("x", "double")];
        _scratch.Writer.Create(new NewTable { Fields = fields, PartitionBy = ["p"], Name = "orders", Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true", ["delta.constraints.positive"] = "id > 0" } });
        _scratch.Writer.Append("SELECT 1::BIGINT AS id, 'a/b é' AS p, -0.0::DOUBLE AS x UNION ALL SELECT 2, 'a/b é', 'nan'::DOUBLE", notes: new CommitNotes { UserMetadata = "day 1", Transaction = ("loader", 7) });
        _scratch.Writer.Delete(new RowCondition("id = 2"));
        Assert.Equal(
            """
            {"commitInfo":{"timestamp":#,"operation":"CREATE TABLE","operationParameters":{"partitionBy":"[\"p\"]"},"isolationLevel":"WriteSerializable","isBlindAppend":true,"operationMetrics":{},"engineInfo":"FlowForge/test","txnId":"*"}}
            {"protocol":{"minReaderVersion":1,"minWriterVersion":4}}
            {"metaData":{"id":"*","name":"orders","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,\"metadata\":{\"comment\":\"the key\"}},{\"name\":\"p\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},{\"name\":\"x\",\"type\":\"double\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["p"],"configuration":{"delta.enableChangeDataFeed":"true","delta.constraints.positive":"id > 0"},"createdTime":#}}
            {"commitInfo":{"timestamp":#,"operation":"WRITE","operationParameters":{"mode":"Append","partitionBy":"[\"p\"]"},"readVersion":0,"isolationLevel":"WriteSerializable","isBlindAppend":true,"operationMetrics":{"numFiles":"1","numOutputRows":"2","numOutputBytes":"#"},"userMetadata":"day 1","engineInfo":"FlowForge/test","txnId":"*"}}
            {"txn":{"appId":"loader","version":7,"lastUpdated":#}}
            {"add":{"path":"p=a%252Fb%20%C3%A9/part-00000-*-c000.snappy.parquet","partitionValues":{"p":"a/b é"},"size":#,"modificationTime":#,"dataChange":true,"stats":"{\"numRecords\":2,\"minValues\":{\"id\":1,\"x\":-0.0},\"maxValues\":{\"id\":2,\"x\":\"NaN\"},\"nullCount\":{\"id\":0,\"x\":0},\"tightBounds\":true}"}}
            {"commitInfo":{"timestamp":#,"operation":"DELETE","operationParameters":{"predicate":"[\"id = 2\"]"},"readVersion":1,"isolationLevel":"WriteSerializable","isBlindAppend":false,"operationMetrics":{"numRemovedFiles":"1","numRemovedBytes":"#","numAddedFiles":"1","numAddedBytes":"#","numDeletedRows":"1","numCopiedRows":"1"},"engineInfo":"FlowForge/test","txnId":"*"}}
            {"cdc":{"path":"_change_data/p=a%252Fb%20%C3%A9/part-00000-*-c000.snappy.parquet","partitionValues":{"p":"a/b é"},"size":#,"dataChange":false}}
            {"remove":{"path":"p=a%252Fb%20%C3%A9/part-00000-*-c000.snappy.parquet","deletionTimestamp":#,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{"p":"a/b é"},"size":#}}
            {"add":{"path":"p=a%252Fb%20%C3%A9/part-00000-*-c000.snappy.parquet","partitionValues":{"p":"a/b é"},"size":#,"modificationTime":#,"dataChange":true,"stats":"{\"numRecords\":1,\"minValues\":{\"id\":1,\"x\":-0.0},\"maxValues\":{\"id\":1,\"x\":-0.0},\"nullCount\":{\"id\":0,\"x\":0},\"tightBounds\":true}"}}
            """,
            string.Join('\n', Enumerable.Range(0, 3).Select(version => Plain(File.ReadAllText(_scratch.Table.Store.EnginePath(LogFileName.OfCommit(version))).TrimEnd()))));
        Assert.Equal(["1|a/b é|0"], _scratch.Rows().Select(row => row.Replace("-0", "0", StringComparison.Ordinal)));
        Assert.True(File.Exists(Path.Combine(_scratch.Table.Store.Root, DataPath.Decode(_scratch.Table.Latest().Files.Single().Path))));
    }

    /// <summary>The text without what differs from run to run: ids, times and sizes.</summary>
    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(
        System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*"),
        """("(?:timestamp|createdTime|lastUpdated|size|modificationTime|deletionTimestamp|num\w*Bytes)":"?)\d+""", "$1#");

    private static DeltaField Field(string name, string type, bool nullable = true, string metadata = "{}") => new(name, SparkTypes.Parse(type)!, nullable, FieldMetadata.Parse(metadata));
}
