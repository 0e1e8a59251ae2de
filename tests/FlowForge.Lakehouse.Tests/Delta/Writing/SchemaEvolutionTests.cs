using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

public sealed class SchemaEvolutionTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("1::TINYINT", "300::SMALLINT", "SMALLINT", "1", "300")]
    [InlineData("1::INTEGER", "5000000000::BIGINT", "BIGINT", "1", "5000000000")]
    [InlineData("1::INTEGER", "0.5::DOUBLE", "DOUBLE", "0.5", "1")]
    [InlineData("1.5::FLOAT", "0.1::DOUBLE", "DOUBLE", "0.1", "1.5")]
    [InlineData("1::INTEGER", "2.25::DECIMAL(5,2)", "DECIMAL(12,2)", "1.00", "2.25")]
    [InlineData("1::BIGINT", "2.25::DECIMAL(5,2)", "DECIMAL(22,2)", "1.00", "2.25")]
    [InlineData("1.5::DECIMAL(4,1)", "100.25::DECIMAL(5,2)", "DECIMAL(5,2)", "1.50", "100.25")]
    [InlineData("7::BIGINT", "3::SMALLINT", "BIGINT", "3", "7")]
    public void Append_PermissiveOtherType_WidensToWhatHoldsBoth(string before, string after, string type, string first, string second)
    {
        foreach (bool keepsFiles in (bool[])[false, true])
        {
            using var scratch = new ScratchTable();
            scratch.Writer.Create(new NewTable { Rows = $"SELECT {before} AS n", Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = keepsFiles ? "true" : "false" } });
            scratch.Writer.Append($"SELECT {after} AS n", SchemaEvolution.Permissive);
            Assert.Equal(type, scratch.Table.Latest().Schema.Columns.Single().Type.ToString());
            Assert.Equal([first, second], scratch.Texts($"SELECT n FROM ({Sql(scratch)})").Order(StringComparer.Ordinal));
            Assert.Equal(2, scratch.Table.Latest().Files.Count);
            Assert.NotEmpty(scratch.Rows(version: 0));
        }
    }

    [Fact]
    public void Append_PermissiveInATableWithTypeWidening_KeepsFilesAndTellsTheChange()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1::SMALLINT AS n, [{'x': 1::INTEGER}] AS list", Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" } });
        _scratch.Writer.Append("SELECT 2::INTEGER AS n, [{'x': 5000000000}] AS list", SchemaEvolution.Permissive);
        _scratch.Writer.Append("SELECT 3::BIGINT AS n, [{'x': 3}] AS list", SchemaEvolution.Permissive);
        Assert.DoesNotContain(_scratch.Commit(1), action => action is DeltaAction.Remove);
        DeltaAction.Metadata metadata = _scratch.Table.Latest().Metadata;
        Assert.Contains("""[{"fromType":"short","toType":"integer"},{"fromType":"integer","toType":"long"}]""", metadata.SchemaString, StringComparison.Ordinal);
        Assert.Contains("""{"delta.typeChanges":[{"fromType":"integer","toType":"long"}]}""", metadata.SchemaString, StringComparison.Ordinal);
        Assert.Equal(["1|[{'x': 1}]", "2|[{'x': 5000000000}]", "3|[{'x': 3}]"], _scratch.Rows());
        Assert.Contains("typeWidening", _scratch.Table.Latest().Protocol.ReaderFeatures!);
    }

    [Fact]
    public void Append_PermissiveWithoutTheFeature_WritesFilesAnewWithoutChangingRows()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT i::INTEGER AS n, i % 2 AS p FROM range(4) t(i)", PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        _scratch.Writer.Append("SELECT 5000000000 AS n, 1::BIGINT AS p", SchemaEvolution.Permissive);
        Assert.Equal(2, _scratch.Commit(1).OfType<DeltaAction.Remove>().Count(remove => !remove.DataChange));
        Assert.Equal(["0|0", "1|1", "2|0", "3|1", "5000000000|1"], _scratch.Rows());
        Assert.Equal(["5000000000|1|insert|1"], _scratch.Changes(1));
    }

    [Theory]
    [InlineData("1::BIGINT", "0.5::DOUBLE")]
    [InlineData("1::INTEGER", "'a'")]
    [InlineData("DATE '2024-01-01'", "1::INTEGER")]
    public void Append_PermissiveTypesThatNothingHolds_IsRefused(string before, string after)
    {
        _scratch.Writer.Create(new NewTable { Rows = $"SELECT {before} AS n" });
        Assert.Equal("delta-schema-mismatch", Assert.Throws<InputException>(() => _scratch.Writer.Append($"SELECT {after} AS n", SchemaEvolution.Permissive)).Diagnostic.Id);
        Assert.Equal(0, _scratch.Table.Latest().Version);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    public void Append_AdditiveNewFieldOfAStruct_IsNullInOldRows(string mapping)
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT {'x': 1} AS s", Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mapping } });
        _scratch.Writer.Append("SELECT {'y': 'b', 'x': 2} AS s", SchemaEvolution.Additive);
        Assert.Equal(["{'x': 1, 'y': NULL}", "{'x': 2, 'y': b}"], _scratch.Rows());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("id")]
    public void Overwrite_Replace_TakesTheColumnsOfTheRows(string mapping)
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 1 AS id, 'a' AS name, 2 AS gone, 7 AS p", PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mapping } });
        _scratch.Writer.Overwrite("SELECT 'x' AS id, 'b' AS NAME, TIMESTAMP '2024-01-01 00:00:00' AS at, 7 AS p", new Overwritten.Everything(), SchemaEvolution.Replace);
        Assert.Equal(["id VARCHAR", "name VARCHAR", "at TIMESTAMP", "p INTEGER"], _scratch.Table.Latest().Schema.Columns.Select(column => $"{column.Name} {column.Type}"));
        Assert.StartsWith("x|b|", Assert.Single(_scratch.Rows()));
        Assert.Equal(["1|a|2|7"], _scratch.Rows(version: 0));
        Assert.Contains("timestampNtz", _scratch.Table.Latest().Protocol.WriterFeatures!);
        Assert.Contains("appendOnly", _scratch.Table.Latest().Protocol.WriterFeatures!);
        Assert.Throws<InputException>(() => _scratch.Writer.Overwrite("SELECT 1 AS id", new Overwritten.Everything(), SchemaEvolution.Replace));
    }

    [Fact]
    public void Overwrite_MatchingWithANewColumn_KeepsOldRowsAndTellsChanges()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT i::INTEGER AS id FROM range(3) t(i)", Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true" } });
        _scratch.Writer.Overwrite("SELECT 2::INTEGER AS id, 'new' AS name", new Overwritten.Matching(new DeltaPredicate.Compare("id", Comparison.GreaterOrEqual, "1")), SchemaEvolution.Additive);
        Assert.Equal(["0|∅", "2|new"], _scratch.Rows());
        Assert.Equal(["1|∅|delete|1", "2|new|insert|1", "2|∅|delete|1"], _scratch.Changes(1));
    }

    private static string Sql(ScratchTable scratch) => scratch.Table.Latest().Read().Sql;
}
