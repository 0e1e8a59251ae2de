using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Reading;

/// <summary>Ten files: file i holds the ids 10i to 10i+9; p is i % 2, name and at follow id, every third file has nulls in maybe.</summary>
public sealed class PruningTests : IDisposable
{
    private readonly ScratchTable _scratch = new();

    public PruningTests()
    {
        const string columns = "i AS id, i / 2 AS real, 'n' || lpad(i::VARCHAR, 3, '0') || repeat('x', 40) AS name, make_timestamptz(i::BIGINT * 1000) AS at, (i / 10)::DECIMAL(10,2) AS amount";
        _scratch.Writer.Create(new NewTable { Rows = $"SELECT {columns}, 0 AS p, NULL::INTEGER AS maybe FROM range(10) t(i)", PartitionBy = ["p"] });
        for (int file = 1; file < 10; file++) _scratch.Writer.Append($"SELECT {columns}, {file % 2} AS p, {(file % 3 == 0 ? "NULL::INTEGER" : "1")} AS maybe FROM range({file * 10}, {file * 10 + 10}) t(i)");
    }

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("id", Comparison.Equal, "57", 1)]
    [InlineData("id", Comparison.Less, "10", 1)]
    [InlineData("id", Comparison.LessOrEqual, "10", 2)]
    [InlineData("id", Comparison.Greater, "89", 1)]
    [InlineData("id", Comparison.GreaterOrEqual, "89", 2)]
    [InlineData("id", Comparison.Equal, "1000", 0)]
    [InlineData("p", Comparison.Equal, "1", 5)]
    [InlineData("p", Comparison.NotEqual, "1", 5)]
    [InlineData("name", Comparison.Less, "n010", 1)]
    [InlineData("amount", Comparison.Less, "1.00", 1)]
    [InlineData("real", Comparison.Less, "5", 1)]
    [InlineData("real", Comparison.Greater, "44", 10)]
    [InlineData("at", Comparison.GreaterOrEqual, "1970-01-01T00:00:00.090Z", 1)]
    public void Read_Comparison_OpensOnlyFilesThatMayHold(string column, Comparison comparison, string value, int files)
    {
        var where = new DeltaPredicate.Compare(column, comparison, value);
        Assert.Equal(files, _scratch.Table.Latest().FilesFor(where).Count());
        Assert.Equal(_scratch.Connection.Scalar<long>($"SELECT count(*) FROM ({All}) WHERE {where.ToSql(_scratch.Table.Latest().Schema)}"), _scratch.Rows(request: new ReadRequest { Where = where, Columns = ["at", "P"] }).Length);
    }

    [Fact]
    public void Read_NullTestsAndTheirCombinations_PruneToo()
    {
        var isNull = new DeltaPredicate.IsNull("maybe");
        var notNull = new DeltaPredicate.IsNotNull("maybe");
        Assert.Equal(4, _scratch.Table.Latest().FilesFor(isNull).Count());
        Assert.Equal(6, _scratch.Table.Latest().FilesFor(notNull).Count());
        Assert.Empty(_scratch.Table.Latest().FilesFor(new DeltaPredicate.And([isNull, notNull])));
        Assert.Equal(10, _scratch.Table.Latest().FilesFor(new DeltaPredicate.Or([isNull, notNull])).Count());
        Assert.Equal(40, _scratch.Rows(request: new ReadRequest { Where = isNull, Columns = ["id"] }).Length);
    }

    // The relation of the whole table stays usable as long as nothing of it is disposed: it has no deleted rows.
    private string All => _scratch.Table.Latest().Read().Sql;
}
