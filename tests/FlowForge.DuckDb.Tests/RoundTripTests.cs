using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Tests;

/// <summary>Random tables of nested types go into the engine and come back; the engine's own text of each value is the witness.</summary>
public sealed class RoundTripTests : DuckDbTest
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory, MemberData(nameof(Seeds))]
    public void Table_WrittenAndReadBack_IsEqual(int seed)
    {
        var random = new RandomValues(seed);
        Column[] columns = [new("n", DataType.BigInt), .. Enumerable.Range(0, 4).Select(i => new Column($"column {i}", random.Type(3)))];
        object?[][] rows = [.. Enumerable.Range(0, seed % 3 == 0 ? 3_000 : 100).Select(n => columns.Select(column => column.Name == "n" ? n : random.Value(column.Type)).ToArray())];

        BatchFunction.Execute(Connection, "back", new RowSource(columns, rows, batchRows: seed % 2 == 0 ? 7 : 2_048), "CREATE TABLE copied AS FROM back()", default);

        AssertEqual(columns, rows, "FROM copied ORDER BY n");
        AssertTexts(columns, rows);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Parameters_BoundAndReadBack_AreEqual(int seed)
    {
        var random = new RandomValues(seed);
        for (int i = 0; i < 20; i++)
        {
            DataType type = random.Type(2);
            object? value = random.Value(type);
            using PreparedStatement statement = Connection.Prepare($"SELECT $1::{type}");
            using DuckDbResult result = statement.Bind(1, value, type).Query();
            Assert.Equal(type, result.Columns[0].Type);
            Assert.Equal(value, result.Rows().Single()[0]);
        }
    }

    private void AssertEqual(Column[] columns, object?[][] rows, string sql)
    {
        using DuckDbResult result = Connection.Query(sql);
        Assert.Equal(columns.Select(column => column.Type), result.Columns.Select(column => column.Type));
        int n = 0;
        foreach (object?[] row in result.Rows())
        {
            Assert.Equal(rows[n][0], (int)(long)row[0]!);
            for (int i = 1; i < row.Length; i++) Assert.Equal(rows[n][i], row[i]);
            n++;
        }
        Assert.Equal(rows.Length, n);
    }

    private void AssertTexts(Column[] columns, object?[][] rows)
    {
        int n = 0;
        foreach (object?[] row in Rows("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (FROM copied ORDER BY n)"))
        {
            for (int i = 0; i < row.Length; i++)
                if (!IsWrittenOtherwise(columns[i].Type))
                    Assert.Equal(row[i] ?? "NULL", ValueText.Of(rows[n][i]));
            n++;
        }
    }

    // What ValueText says it does differently.
    private static bool IsWrittenOtherwise(DataType type) => type switch
    {
        DataType.Primitive primitive => primitive.Kind is PrimitiveKind.Float or PrimitiveKind.Double or PrimitiveKind.TimeTz,
        DataType.Decimal number => number.Precision == number.Scale,
        DataType.Array or DataType.Union => true,
        DataType.List list => IsWrittenOtherwise(list.Element),
        DataType.Map map => IsWrittenOtherwise(map.Value),
        DataType.Struct structure => structure.Fields.Any(field => IsWrittenOtherwise(field.Type)),
        _ => false,
    };
}
