using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Expressions that a table's metadata has in Spark's SQL.</summary>
public sealed class TableExpressionTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Append_CheckInSparksWords_IsChecked()
    {
        Create(("id", "long", "{}"), "delta.constraints.known", "id % 2 = 0 AND id <=> id AND NOT (id BETWEEN 10 AND 20)");
        _scratch.Writer.Append("SELECT 4::BIGINT AS id");
        InputException wrong = Assert.Throws<InputException>(() => _scratch.Writer.Append("SELECT 12::BIGINT AS id"));
        Assert.Equal("delta-constraint", wrong.Diagnostic.Id);
        Assert.Contains("known", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(["4"], _scratch.Rows());
    }

    [Fact]
    public void Append_CheckThatIsNotKnown_RefusesByItsName()
    {
        Create(("id", "long", "{}"), "delta.constraints.odd", "my_function(id) > 0");
        InputException wrong = Assert.Throws<InputException>(() => _scratch.Writer.Append("SELECT 4::BIGINT AS id"));
        Assert.Equal("delta-feature-unsupported", wrong.Diagnostic.Id);
        Assert.Contains("odd (my_function(id) > 0)", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_GeneratedColumn_IsComputedAndChecked()
    {
        _scratch.Writer.Create(new NewTable { Fields = [Field("at", "timestamp"), Field("day", "date", """{"delta.generationExpression":"CAST(at AS DATE)"}"""), Field("n", "long")], PartitionBy = ["day"] });
        Assert.Equal(4, _scratch.Table.Latest().Protocol.MinWriterVersion);
        _scratch.Writer.Append("SELECT TIMESTAMPTZ '2024-02-29 23:00:00+00' AS at, 1::BIGINT AS n");
        _scratch.Writer.Append("SELECT TIMESTAMPTZ '2024-03-01 01:00:00+00' AS at, DATE '2024-03-01' AS day, 2::BIGINT AS n");
        Assert.Equal("delta-constraint", Assert.Throws<InputException>(() => _scratch.Writer.Append("SELECT TIMESTAMPTZ '2024-03-01 01:00:00+00' AS at, DATE '2024-03-05' AS day")).Diagnostic.Id);
        _scratch.Writer.Update(new Dictionary<string, string> { ["at"] = "\"at\" + INTERVAL 2 HOUR" }, new RowCondition("n = 1"));
        _scratch.Writer.Merge(new Merge("SELECT 2::BIGINT AS n, TIMESTAMPTZ '2024-05-05 00:00:00+00' AS at UNION ALL SELECT 3, TIMESTAMPTZ '2024-06-06 00:00:00+00'", "target.n = source.n",
            [new MergeChange.Update(new Dictionary<string, string> { ["at"] = "source.at" })], [new MergeInsert(new Dictionary<string, string> { ["n"] = "source.n", ["at"] = "source.at" })], []));
        Assert.Equal(["1|2024-03-01", "2|2024-05-05", "3|2024-06-06"], _scratch.Texts($"SELECT n, CAST(day AS VARCHAR) FROM ({_scratch.Table.Latest().Read().Sql})"));
    }

    [Fact]
    public void Append_RowsWithoutAColumnThatHasADefault_GetIt()
    {
        Create(("id", "long", "{}"), "delta.feature.allowColumnDefaults", "supported", Field("state", "string", """{"CURRENT_DEFAULT":"upper('new')"}"""));
        Assert.Contains("allowColumnDefaults", _scratch.Table.Latest().Protocol.WriterFeatures!);
        _scratch.Writer.Append("SELECT 1::BIGINT AS id");
        _scratch.Writer.Append("SELECT 2::BIGINT AS id, NULL::VARCHAR AS state");
        Assert.Equal(["1|NEW", "2|∅"], _scratch.Rows());
    }

    [Fact]
    public void Append_RowThatAnInvariantForbids_IsRefused()
    {
        _scratch.Writer.Create(new NewTable { Fields = [Field("id", "long", """{"delta.invariants":"{\"expression\":{\"expression\":\"id > 3\"}}"}""")] });
        Assert.Equal("delta-constraint", Assert.Throws<InputException>(() => _scratch.Writer.Append("SELECT 3::BIGINT AS id")).Diagnostic.Id);
        _scratch.Writer.Append("SELECT 4::BIGINT AS id");
        Assert.Equal(["4"], _scratch.Rows());
    }

    private void Create((string Name, string Type, string Metadata) field, string property, string value, params DeltaField[] more) =>
        _scratch.Writer.Create(new NewTable { Fields = [Field(field.Name, field.Type, field.Metadata), .. more], Properties = new Dictionary<string, string> { [property] = value } });

    private static DeltaField Field(string name, string type, string metadata = "{}") => new(name, SparkTypes.Parse(type)!, IsNullable: true, FieldMetadata.Parse(metadata));
}
