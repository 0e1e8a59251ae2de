using System.Text;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;
using FlowForge.Lakehouse.Parquet;

namespace FlowForge.Lakehouse.Tests.Parquet;

public sealed class ParquetPartsTests : IDisposable
{
    // Wide enough that a group's list of columns has a long header, with dictionaries, nulls, nesting and Bloom filters.
    private const string Columns = """
        i AS id, i % 7 AS seven, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || (i % 1000) END AS text, i::DECIMAL(20, 3) AS amount, DATE '2020-01-01' + (i % 4000)::INTEGER AS day,
        [i, i + 1] AS list, {'a': i, 'b': 'x' || i} AS pair, MAP {'k': i} AS map, i::DOUBLE / 3 AS ratio, i % 2 = 0 AS even, i::VARCHAR::BLOB AS bytes, 1 AS c1, 2 AS c2, 3 AS c3, 4 AS c4, 5 AS c5, 6 AS c6, 7 AS c7
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("parts").FullName;
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    private string Target => Path.Combine(_folder, "whole.parquet");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void Finish_PartsThatCameInAnyOrder_HoldsTheRowsOfAllInTheirOrder(int count)
    {
        using (var parts = new ParquetParts(Target))
        {
            foreach (int part in Enumerable.Range(0, count).OrderBy(part => part * 7 % count))
            {
                Write($"SELECT {Columns} FROM range({part * 5_000}, {(part + 1) * 5_000}) t(i)", parts.NewPart(part));
                parts.Add(part);
            }
            parts.Finish();
        }

        Assert.Equal([Target], Directory.GetFiles(_folder));
        Assert.Equal([$"{count * 5_000}|true"], Rows($"SELECT count(*), bool_and(id = file_row_number) FROM read_parquet('{Target}', file_row_number = true)"));
        Assert.Equal(["0"], Rows($"SELECT count(*) FROM (FROM '{Target}' EXCEPT ALL SELECT {Columns} FROM range({count * 5_000}) t(i))"));
        Assert.Equal([$"{count * 5_000}|{count * 3}"], Rows($"SELECT num_rows, num_row_groups FROM parquet_file_metadata('{Target}')"));
    }

    /// <summary>Statistics and Bloom filters lead to a row group by its position: a wrong one would lose rows.</summary>
    [Fact]
    public void Finish_AValueOfALaterPart_IsFoundThroughItsFilters()
    {
        using (var parts = new ParquetParts(Target))
        {
            for (int part = 0; part < 5; part++)
            {
                Write($"SELECT i // 2 AS id, 'v' || ((i * 7919) % 100 + {part * 1_000}) AS value FROM range({part * 5_000}, {(part + 1) * 5_000}) t(i)", parts.NewPart(part));
                parts.Add(part);
            }
            parts.Finish();
        }

        Assert.Equal(["50"], Rows($"SELECT count(*) FROM '{Target}' WHERE value = 'v3042'"));
        Assert.Equal(["2"], Rows($"SELECT count(*) FROM '{Target}' WHERE id = 9_999"));
        Assert.Equal(["true"], Rows($"SELECT bool_and(bloom_filter_offset > 4) FROM parquet_metadata('{Target}') WHERE path_in_schema = 'value'"));
        Assert.Equal(["true"], Rows($"SELECT bool_or(bloom_filter_excludes) AND NOT bool_and(bloom_filter_excludes) FROM parquet_bloom_probe('{Target}', 'value', 'v3042')"));
    }

    [Fact]
    public void Finish_EmptyParts_KeepTheColumns()
    {
        using (var parts = new ParquetParts(Target))
        {
            for (int part = 0; part < 3; part++)
            {
                Write($"SELECT {Columns} FROM range({(part == 1 ? 10 : 0)}) t(i)", parts.NewPart(part));
                parts.Add(part);
            }
            parts.Finish();
        }

        Assert.Equal(["10|18"], Rows($"SELECT count(*), (SELECT count(*) FROM (DESCRIBE FROM '{Target}')) FROM '{Target}'"));
    }

    [Fact]
    public void Dispose_WithoutFinish_LeavesNothing()
    {
        using (var parts = new ParquetParts(Target))
        {
            foreach (int part in (int[])[0, 1, 3])
            {
                Write("SELECT 1 AS a", parts.NewPart(part));
                parts.Add(part);
            }
            Assert.Throws<InvalidOperationException>(parts.Finish);
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Add_BytesThatAreNoParquet_IsRefused()
    {
        var random = new Random(7);
        Write("SELECT 1 AS a", Path.Combine(_folder, "sound"));
        byte[] sound = File.ReadAllBytes(Path.Combine(_folder, "sound"));
        for (int round = 0; round < 500; round++)
        {
            using var parts = new ParquetParts(Target);
            File.WriteAllBytes(parts.NewPart(0), sound);
            byte[] damaged = [.. sound];
            for (int i = 0; i < 3; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(parts.NewPart(1), damaged[..random.Next(damaged.Length + 1)]);
            parts.Add(0);
            if (Record.Exception(() => parts.Add(1)) is { } refused) Assert.IsType<InvalidDataException>(refused);
        }
    }

    private void Write(string sql, string path)
    {
        using DuckDbConnection connection = _engine.Connect();
        connection.Execute($"COPY ({sql}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    }

    private string[] Rows(string sql)
    {
        using DuckDbConnection connection = _engine.Connect();
        using DuckDbResult result = connection.Query($"SELECT concat_ws('|', *COLUMNS(*)) FROM ({sql})");
        var rows = new List<string>();
        while (result.TryNext(out DataChunk chunk))
            for (int row = 0; row < chunk.Count; row++)
                rows.Add(Encoding.UTF8.GetString(chunk[0].Bytes(row)));
        return [.. rows];
    }

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
