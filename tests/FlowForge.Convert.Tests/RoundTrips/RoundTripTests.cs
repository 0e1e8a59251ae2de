using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Convert.Tests.RoundTrips;

/// <summary>Random tables of every type, written as each format writes them, converted, and compared cell by cell.</summary>
public sealed class RoundTripTests
{
    private const int SeedsPerFormat = 25;

    public static TheoryData<string> Formats => ["in.csv", "in.tsv", "in.json", "in.ndjson", "in.xml", "in.xlsx", "in.dbf", "in.txt", "in.parquet"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Convert_GeneratedTables_EveryCellComesBack(string name)
    {
        for (int seed = 0; seed < SeedsPerFormat; seed++)
        {
            using var folder = new TestFolder();
            var table = new GeneratedTable(seed, ascii: name is "in.dbf" or "in.txt");
            string input = Path.Combine(folder.Path, name);
            Write(table, input);
            ReadOptions read = name == "in.txt" ? new ReadOptions { Widths = TableFiles.FixedLayout(table), Header = false } : ReadOptions.Default;
            ConversionReport report = Convert(input, folder.Output, OutputFormat.Parquet, read);
            AssertSame(table, folder.Output + ".parquet", $"{name}, seed {seed}");
            Assert.Equal(table.Rows.Count, report.Rows);
        }
    }

    /// <summary>What FlowForge writes as text it reads back with the types it had.</summary>
    [Theory]
    [InlineData(OutputFormat.Csv, ".csv")]
    [InlineData(OutputFormat.Json, ".json")]
    [InlineData(OutputFormat.Parquet, ".parquet")]
    public void Convert_ThereAndBack_GivesTheSameTypesAndCells(OutputFormat there, string extension)
    {
        for (int seed = 0; seed < SeedsPerFormat; seed++)
        {
            using var folder = new TestFolder();
            var table = new GeneratedTable(1_000 + seed, ascii: false);
            string input = Path.Combine(folder.Path, "in.parquet"), middle = Path.Combine(folder.Path, "middle");
            Write(table, input);
            Convert(input, middle, there);
            ConversionReport back = Convert(middle + extension, folder.Output, OutputFormat.Parquet);
            Assert.Equal(table.Columns.Select((column, i) => TypeOf(table, i)), back.Tables[0].Columns.Select(column => column.Type));
            AssertSame(table, folder.Output + ".parquet", $"{there}, seed {seed}");
        }

        // Text carries no type: a column without any value comes back as text, and only Parquet remembers what it was.
        string TypeOf(GeneratedTable table, int column) =>
            there != OutputFormat.Parquet && table.Rows.All(row => row[column] is null) ? "VARCHAR" : table.Columns[column].SqlType;
    }

    private static ConversionReport Convert(string input, string output, OutputFormat to, ReadOptions? read = null) =>
        new Converter(FormatRegistry.Default, TimeProvider.System).Convert(new ConversionRequest { Input = input, Output = output, To = to, Threads = 2, Read = read ?? ReadOptions.Default }, null, CancellationToken.None);

    private static void Write(GeneratedTable table, string path)
    {
        byte[]? bytes = Path.GetExtension(path) switch
        {
            ".csv" => TableFiles.Csv(table, ';'),
            ".tsv" => TableFiles.Csv(table, '\t'),
            ".json" => TableFiles.Json(table, lines: false),
            ".ndjson" => TableFiles.Json(table, lines: true),
            ".xml" => TableFiles.Xml(table),
            ".xlsx" => TableFiles.Xlsx(table),
            ".dbf" => TableFiles.Dbf(table),
            ".txt" => TableFiles.Fixed(table),
            _ => null,
        };
        if (bytes is not null)
        {
            File.WriteAllBytes(path, bytes);
            return;
        }
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        connection.Execute($"COPY {table.ToSql()} TO {SqlName.Literal(path)} (FORMAT parquet)");
    }

    private static void AssertSame(GeneratedTable table, string parquet, string what)
    {
        string columns = string.Join(", ", table.Columns.Select(column => $"COALESCE(CAST({column.Name} AS {column.SqlType})::VARCHAR, '∅')"));
        string[] actual = TestFolder.Rows($"SELECT concat_ws('|', {columns}) FROM '{parquet}' ORDER BY {table.Columns[0].Name}");
        string[] expected = [.. table.Rows.Select(row => string.Join('|', row.Select(cell => cell ?? "∅")))];
        for (int i = 0; i < Math.Min(actual.Length, expected.Length); i++)
            Assert.True(expected[i] == actual[i], $"{what}, row {i + 1}:\n  written {expected[i]}\n  read    {actual[i]}");
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} rows written, {actual.Length} read");
    }
}
