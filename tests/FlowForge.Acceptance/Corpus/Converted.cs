using System.Text;
using System.Text.RegularExpressions;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Acceptance.Corpus;

/// <summary>A table as a conversion left it on disk: canonical cells, null for null.</summary>
/// <param name="Header">The column names as the input has them; null where it has none.</param>
/// <param name="Titles">Lines above the table that the conversion keeps as facts.</param>
internal sealed partial record ConvertedTable(string Name, string[] Columns, string?[] Header, string?[][] Rows, string?[][] Titles)
{
    /// <summary>The names and titles as rows too, as readers without a header see them.</summary>
    internal IEnumerable<string?[]> RowsWithHeader => Titles.Append(Header).Concat(Rows);

    /// <summary>The same without the names that the conversion gave to columns that had none.</summary>
    internal IEnumerable<string?[]> RowsWithOwnHeader => Titles.Append([.. Header.Select(name => name is not null && GivenName().IsMatch(name) ? null : name)]).Concat(Rows);

    [GeneratedRegex(@"^column_\d+$")]
    private static partial Regex GivenName();
}

/// <summary>What came of one file: tables, or the refusal.</summary>
internal sealed record Converted(IReadOnlyList<ConvertedTable> Tables, IReadOnlyList<ConvertedTable> Rejected, ConversionReport? Report, InputException? Refusal)
{
    internal bool Warned => Refusal is not null || Report!.Warnings.Any(warning => warning.Severity != "info");

    internal static Converted From(string path)
    {
        string folder = Directory.CreateTempSubdirectory("flowforge-corpus-").FullName;
        try
        {
            var request = new ConversionRequest { Input = path, Output = Path.Combine(folder, "out"), Threads = 1, Read = ReadOptions.Default };
            ConversionReport report = new Converter(FormatRegistry.Default, TimeProvider.System).Convert(request, null, CancellationToken.None);
            using DuckDbDatabase database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
            using DuckDbConnection connection = database.Connect();
            string[] files = Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories);
            ConvertedTable[] all = [.. files.Order(StringComparer.Ordinal).Select(file => Read(connection, file, report))];
            return new Converted([.. all.Where(table => !IsRejected(table))], [.. all.Where(IsRejected)], report, null);
        }
        catch (InputException refusal)
        {
            Assert.Empty(Directory.GetFileSystemEntries(folder));
            return new Converted([], [], null, refusal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRejected(ConvertedTable table) => table.Name.EndsWith("._rejected", StringComparison.Ordinal);

    private static ConvertedTable Read(DuckDbConnection connection, string file, ConversionReport report)
    {
        using DuckDbResult result = connection.Query($"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}')");
        var rows = new List<string?[]>();
        while (result.TryNext(out DataChunk chunk))
        {
            int count = chunk.Count, width = chunk.ColumnCount;
            for (int row = 0; row < count; row++)
            {
                var cells = new string?[width];
                for (int column = 0; column < width; column++)
                {
                    ReadOnlySpan<ulong> valid = chunk[column].Validity(count);
                    if (valid.Length == 0 || (valid[row >> 6] >> row & 1) != 0) cells[column] = Cell.Canonical(Encoding.UTF8.GetString(chunk[column].Bytes(row)));
                }
                rows.Add(cells);
            }
        }
        string name = Path.GetFileName(file)[..^".parquet".Length];
        TableReport? told = report.Tables.Count == 1 ? report.Tables[0] : report.Tables.FirstOrDefault(table => table.Name == name);
        string?[] header = told is null || told.Columns.Count != result.Columns.Count ? [] : [.. told.Columns.Select(column => Cell.Canonical(column.SourceName ?? column.Name))];
        string?[][] titles = [.. (told?.Facts ?? new Dictionary<string, string>()).Where(fact => fact.Key is "title" or "above")
            .SelectMany(fact => fact.Value.Split('\n')).Select(line => line.Split(['\t', '|']).Select(Cell.Canonical).ToArray())];
        return new ConvertedTable(name, [.. result.Columns.Select(column => column.Name)], header, [.. rows], titles);
    }
}
