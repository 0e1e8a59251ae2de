using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Tests;

/// <summary>The engine's own table of every type with its smallest value, its largest and a null.</summary>
public sealed class AllTypesTests : DuckDbTest
{
    private const string AllTypes = "test_all_types(use_large_enum := true)";

    public static TheoryData<string> Columns
    {
        get
        {
            using DuckDbDatabase database = DuckDbDatabase.Open();
            using DuckDbConnection connection = database.Connect();
            using DuckDbResult result = connection.Query($"FROM {AllTypes} LIMIT 0");
            return [.. result.Columns.Select(column => column.Name)];
        }
    }

    [Fact]
    public void Read_AllColumns_EachHasTwoValuesAndANull()
    {
        object?[][] rows = Rows($"FROM {AllTypes}");
        Assert.Equal(3, rows.Length);
        Assert.DoesNotContain(null, rows[0].Skip(1));
        Assert.DoesNotContain(null, rows[1]);
        Assert.All(rows[2], Assert.Null);
    }

    [Theory, MemberData(nameof(Columns))]
    public void Type_SqlName_IsTheEngines(string column)
    {
        using DuckDbResult result = Connection.Query($"SELECT \"{column}\" FROM {AllTypes}");
        Connection.Execute($"CREATE TABLE made (value {result.Columns[0].Type})");
        Assert.Equal(Value($"SELECT typeof(\"{column}\") FROM {AllTypes}"), Value("SELECT column_type FROM (DESCRIBE made)"));
    }

    [Theory, MemberData(nameof(Columns))]
    public void Text_OfEachValue_IsTheEngines(string column)
    {
        if (column == "geometry") return; // the engine writes it as WKT; here it is bytes
        // The engine's calendar with zones counts in milliseconds as floating point, and is one too late at the end of its range.
        string text = column == "timestamp_tz" ? "make_timestamp(epoch_us(timestamp_tz))::VARCHAR || '+00'" : $"\"{column}\"::VARCHAR";
        foreach (object?[] row in Rows($"SELECT \"{column}\", {text} FROM {AllTypes}"))
            Assert.Equal(row[1] ?? "NULL", ValueText.Of(row[0]));
    }

    [Theory, MemberData(nameof(Columns))]
    public void BatchFunction_ValuesWrittenBack_AreEqual(string column)
    {
        using DuckDbResult read = Connection.Query($"SELECT \"{column}\" AS value FROM {AllTypes}");
        object?[][] rows = [.. read.Rows()];
        BatchFunction.Execute(Connection, "back", new RowSource(read.Columns, rows), "CREATE TABLE copied AS FROM back()", default);
        AssertSame(rows, column);
    }

    [Theory, MemberData(nameof(Columns))]
    public void Appender_ValuesWrittenBack_AreEqual(string column)
    {
        using DuckDbResult read = Connection.Query($"SELECT \"{column}\" AS value FROM {AllTypes}");
        object?[][] rows = [.. read.Rows()];
        Connection.Execute($"CREATE TABLE copied AS SELECT \"{column}\" AS value FROM {AllTypes} LIMIT 0");
        using (Appender appender = Connection.Append("copied"))
        {
            foreach (object?[] row in rows) appender.AppendRow(row);
            appender.Flush();
        }
        AssertSame(rows, column);
    }

    [Theory, MemberData(nameof(Columns))]
    public void Parameter_ValuesBoundBack_AreEqual(string column)
    {
        if (column == "geometry") return; // no parameters of this type in the C API; see ParameterTests
        using DuckDbResult read = Connection.Query($"SELECT \"{column}\" AS value FROM {AllTypes}");
        object?[][] rows = [.. read.Rows()];
        Connection.Execute($"CREATE TABLE copied AS SELECT \"{column}\" AS value FROM {AllTypes} LIMIT 0");
        using PreparedStatement insert = Connection.Prepare("INSERT INTO copied VALUES ($1)");
        foreach (object?[] row in rows) Assert.Equal(1, insert.Bind(1, row[0], read.Columns[0].Type).Execute());
        AssertSame(rows, column);
    }

    [Fact]
    public void Read_Variant_IsRefusedByName()
    {
        var refused = Assert.Throws<DuckDbException>(() => Connection.Query("SELECT 1::VARIANT AS thing"));
        Assert.Equal(DuckDbErrorType.NotImplemented, refused.ErrorType);
        Assert.Contains("\"thing\"", refused.Message);
        Assert.Contains("VARIANT", refused.Message);
        Assert.Equal(1, Connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Type_GeometryWithCoordinateSystem_KeepsIt()
    {
        using DuckDbResult result = Connection.Query("SELECT 'POINT (1 2)'::GEOMETRY('OGC:CRS84') AS shape");
        Assert.Equal(new DataType.Geometry("OGC:CRS84"), result.Columns[0].Type);
        Assert.Equal(21, Assert.IsType<byte[]>(result.Rows().Single()[0]).Length);
    }

    private void AssertSame(object?[][] expected, string column)
    {
        object?[][] copied = Rows("FROM copied");
        Assert.Equal(expected.Length, copied.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i][0], copied[i][0]);
        long same = Connection.Scalar<long>($"""
            SELECT count(*) FROM (SELECT "{column}" AS value, row_number() OVER () AS n FROM {AllTypes}) a
            JOIN (SELECT value, row_number() OVER () AS n FROM copied) b USING (n) WHERE a.value IS NOT DISTINCT FROM b.value AND typeof(a.value) = typeof(b.value)
            """);
        Assert.Equal(3, same);
    }
}
