using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Tables that promise what is not kept here are written by no operation, and are not made.</summary>
public sealed class FeatureTests : IDisposable
{
    private static readonly (string Name, Action<DeltaWriter> Do)[] s_operations =
    [
        ("append", writer => writer.Append("SELECT 9::BIGINT AS id, 9::BIGINT AS n")),
        ("append with a new column", writer => writer.Append("SELECT 9::BIGINT AS id, 9 AS more", SchemaEvolution.Additive)),
        ("overwrite", writer => writer.Overwrite("SELECT 9::BIGINT AS id, 9::BIGINT AS n", new Overwritten.Everything())),
        ("overwrite with another schema", writer => writer.Overwrite("SELECT 'nine' AS id", new Overwritten.Everything(), SchemaEvolution.Replace)),
        ("overwrite of partitions", writer => writer.Overwrite("SELECT 9::BIGINT AS id, 1::BIGINT AS n", new Overwritten.TheirPartitions())),
        ("overwrite by predicate", writer => writer.Overwrite("SELECT 1::BIGINT AS id, 1::BIGINT AS n", new Overwritten.Matching(new DeltaPredicate.Compare("id", Comparison.Equal, "1")))),
        ("merge", writer => writer.Merge(new Merge("SELECT 1::BIGINT AS id", "target.id = source.id", [new MergeChange.Delete()], [new MergeInsert(new Dictionary<string, string> { ["id"] = "source.id" })], []))),
        ("update", writer => writer.Update(new Dictionary<string, string> { ["n"] = "n" }, new RowCondition("true"))),
        ("delete", writer => writer.Delete(new RowCondition("id = 1"))),
        ("change of columns", writer => writer.Evolve([new Column("more", DataType.Varchar)], SchemaEvolution.Additive)),
        ("optimize", writer => writer.Optimize()),
        ("restore", writer => writer.Restore(0)),
        ("vacuum", writer => writer.Vacuum(TimeSpan.FromDays(-1))),
    ];

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("timeMachine", 1, """["appendOnly","timeMachine"]""")]
    [InlineData("rowTracking", 1, """["domainMetadata","rowTracking"]""")]
    [InlineData("icebergCompatV2", 1, """["icebergCompatV2"]""")]
    [InlineData("materializePartitionColumns", 1, """["materializePartitionColumns"]""")]
    [InlineData("variantType", 3, """["variantType"]""")]
    public void Write_FeatureThatIsNotWritten_IsRefusedByItsNameWhateverTheOperation(string feature, int reader, string features)
    {
        CreateTable();
        string readers = reader == 3 ? $"\"readerFeatures\":{features}," : "";
        Commit($$$"""{"protocol":{"minReaderVersion":{{{reader}}},"minWriterVersion":7,{{{readers}}}"writerFeatures":{{{features}}}}}""");
        CheckRefused(feature);
    }

    [Fact]
    public void Write_WriterOfANewerVersion_IsRefusedWhateverTheOperation()
    {
        CreateTable();
        Commit("""{"protocol":{"minReaderVersion":1,"minWriterVersion":8}}""");
        CheckRefused("a writer of version 8");
    }

    [Theory]
    [InlineData("identityColumns", "long", """{"delta.identity.start":1,"delta.identity.step":1,"delta.identity.allowExplicitInsert":false,"delta.identity.highWaterMark":4}""")]
    [InlineData("variantType", "variant", "{}")]
    public void Write_ColumnOfAFeatureThatIsNotWritten_IsRefusedWhateverTheOperation(string feature, string type, string metadata)
    {
        CreateTable();
        DeltaAction.Metadata table = _scratch.Table.Latest().Metadata;
        DeltaField[] fields = [.. _scratch.Table.Latest().Schema.Fields, new DeltaField("extra", SparkTypes.Parse(type)!, IsNullable: true, FieldMetadata.Parse(metadata))];
        // Of this version every table has identity columns; only one that makes use of them is refused.
        Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(3), ActionWriter.Write([new DeltaAction.Protocol { MinReaderVersion = 1, MinWriterVersion = 6 }, table])));
        _scratch.Writer.Append("SELECT 5::BIGINT AS id, 5::BIGINT AS n");
        Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(5), ActionWriter.Write([table with { SchemaString = SchemaJson.Write(fields) }])));
        CheckRefused(feature);
    }

    [Theory]
    [InlineData("delta.enableRowTracking", "true", "delta-feature-unsupported", "row tracking is not written")]
    [InlineData("delta.enableDeletionVectors", "true", "delta-feature-unsupported", "deletion vectors are read and not written")]
    [InlineData("delta.checkpointPolicy", "v2", "delta-feature-unsupported", "V2 checkpoints are read and not written")]
    [InlineData("delta.feature.rowTracking", "supported", "delta-feature-unsupported", "delta.feature.rowTracking = supported")]
    [InlineData("delta.feature.timeMachine", "supported", "delta-feature-unsupported", "delta.feature.timeMachine = supported")]
    [InlineData("delta.logRetentionDuration", "a month", "delta-feature-unsupported", "interval")]
    [InlineData("delta.dataSkippingStatsColumns", "nobody", "delta-feature-unsupported", "the table has no column nobody")]
    [InlineData("delta.dataSkippingStatsColumns", "id,,id", "delta-feature-unsupported", "names of columns with commas between")]
    [InlineData("delta.checkpoint.writeStatsAsStruct", "perhaps", "delta-feature-unsupported", "true or false")]
    [InlineData("delta.appendOnly", "yes", "delta-feature-unsupported", "true or false")]
    [InlineData("delta.enableChangeDataFed", "true", "delta-property", "Did you mean 'delta.enableChangeDataFeed'?")]
    [InlineData("delta.universalFormat.enabledFormats", "iceberg", "delta-property", "delta.universalFormat.enabledFormats")]
    public void Create_PropertyThatIsNotKept_IsRefused(string name, string value, string id, string why)
    {
        InputException refused = Assert.Throws<InputException>(() => _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id", Properties = new Dictionary<string, string> { [name] = value } }));
        Assert.Equal(id, refused.Diagnostic.Id);
        Assert.Contains(why, refused.Diagnostic.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch.Table.Store.Root));
    }

    [Fact]
    public void Create_FeatureByItsName_StandsInTheProtocolAlone()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id", Properties = new Dictionary<string, string> { ["delta.feature.inCommitTimestamp"] = "supported", ["owner"] = "sales", ["delta.appendOnly"] = "true" } });
        Assert.Contains("inCommitTimestamp", _scratch.Table.Latest().Protocol.WriterFeatures!);
        Assert.Equal(["delta.appendOnly", "owner"], _scratch.Table.Latest().Metadata.Configuration.Keys.Order(StringComparer.Ordinal));
    }

    private void CreateTable()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1::BIGINT AS id, 1::BIGINT AS n" });
        _scratch.Writer.Append("SELECT 2::BIGINT AS id, 2::BIGINT AS n");
        _scratch.Writer.Append("SELECT 3::BIGINT AS id, 3::BIGINT AS n");
    }

    private void Commit(string action) => Assert.True(_scratch.Table.Store.TryCreate(LogFileName.OfCommit(3), System.Text.Encoding.UTF8.GetBytes(action)));

    private void CheckRefused(string feature)
    {
        string[] before = Files();
        foreach ((string operation, Action<DeltaWriter> act) in s_operations)
        {
            InputException? refused = Record.Exception(() => act(_scratch.Writer)) as InputException;
            Assert.True(refused?.Diagnostic.Id == "delta-feature-unsupported" && refused.Message.Contains(feature, StringComparison.Ordinal), $"{operation}: {refused?.Message ?? "was not refused"}");
            Assert.Equal(before, Files());
        }
    }

    private string[] Files() => [.. Directory.GetFiles(_scratch.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
