using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Rows of one write, as the log adds them.</summary>
internal sealed record WrittenFile(DeltaAction.Add Add, long Rows);

/// <summary>Writes rows to data files that Spark reads, through the engine's own Parquet writer. Nothing of it is in the table before a commit names it.</summary>
/// <remarks>Files are written beside the table and given their names when whole. A partitioned write is one pass: the engine parts the rows by the texts
/// that the log has for their values.</remarks>
internal sealed class DataFileWriter(ITableStore store, DuckDbConnection connection, WriterOptions options)
{
    /// <summary>Where a file ends and the next begins, about.</summary>
    private const string FileSize = "FILE_SIZE_BYTES '512MB'";

    /// <param name="sql">All of the table's columns, and behind them <paramref name="extra"/>.</param>
    /// <param name="folder">Empty for the table's own; with '/' at its end.</param>
    /// <param name="extra">Columns that the files hold beside the table's.</param>
    /// <exception cref="InputException">A row is not allowed in the table.</exception>
    internal IReadOnlyList<WrittenFile> Write(string sql, TableSchema schema, IReadOnlyDictionary<string, string> properties, string folder, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        var checks = new RowChecks(store.Root, schema, properties, new TableExpressions(store.Root, connection));
        string staging = store.CreateStaging();
        try
        {
            IReadOnlyList<DeltaField> partitions = schema.PartitionFields;
            string query = Select(checks.Wrap(sql), schema, partitions, extra);
            string copy = $"COPY ({query}) TO {SqlName.Literal(Path.Combine(staging, "rows"))} ({options.Parquet.ToCopyOptions()}, RETURN_STATS{FieldIds(schema)}{Layout(partitions)})";
            using DuckDbResult written = connection.Query(copy, cancellationToken);
            var statistics = new FileStatistics(schema, properties);
            return [.. written.Rows().Select(row => Adopt(row, folder, partitions, statistics)).OfType<WrittenFile>()];
        }
        catch (DuckDbException failure) when (checks.Explain(failure) is { } explained)
        {
            throw explained;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static string Select(string sql, TableSchema schema, IReadOnlyList<DeltaField> partitions, IReadOnlyList<string> extra)
    {
        IEnumerable<string> columns = schema.DataFields.Select(field => $"{PhysicalNames.ToPhysical(SqlName.Quote(field.Name), field.Type)} AS {SqlName.Quote(field.PhysicalName)}")
            .Concat(extra.Select(SqlName.Quote))
            .Concat(partitions.Select((field, i) => $"{PartitionFolder.TextSql(SqlName.Quote(field.Name), field.Type.ToDataType())} AS {PartitionColumn(i)}"));
        return $"SELECT {string.Join(", ", columns)} FROM ({sql})";
    }

    private static string PartitionColumn(int index) => $"__partition_{index.ToString(CultureInfo.InvariantCulture)}";

    private static string Layout(IReadOnlyList<DeltaField> partitions) => partitions.Count == 0
        ? $", {FileSize}"
        : $", PARTITION_BY ({string.Join(", ", partitions.Select((_, i) => PartitionColumn(i)))}), WRITE_PARTITION_COLUMNS false";

    private WrittenFile? Adopt(object?[] row, string folder, IReadOnlyList<DeltaField> partitions, FileStatistics statistics)
    {
        long rows = (long)(ulong)row[1]!;
        if (rows == 0) return null;
        string?[] texts = [];
        if (row[5] is MapValue keys)
        {
            Dictionary<string, string?> known = keys.ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
            texts = [.. partitions.Select((_, i) => known[PartitionColumn(i)])];
        }
        string path = $"{folder}{PartitionFolder.Of(partitions, texts)}part-00000-{RandomId.Next()}-c000{Suffix}.parquet";
        store.Adopt((string)row[0]!, path);
        return new WrittenFile(new DeltaAction.Add
        {
            Path = DataPath.Encode(path),
            PartitionValues = partitions.Zip(texts).ToDictionary(entry => entry.First.PhysicalName, entry => entry.Second),
            Size = (long)(ulong)row[2]!,
            ModificationTime = options.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            DataChange = true,
            Stats = statistics.ToJson(rows, (MapValue)row[4]!),
        }, rows);
    }

    private string Suffix => options.Parquet.Compression switch
    {
        Parquet.ParquetCompression.Snappy => ".snappy",
        Parquet.ParquetCompression.Zstd => ".zstd",
        Parquet.ParquetCompression.Gzip => ".gz",
        Parquet.ParquetCompression.None => "",
    };

    private static string FieldIds(TableSchema schema) =>
        schema.Mapping == ColumnMapping.None ? "" : $", FIELD_IDS {{{string.Join(", ", schema.DataFields.Select(Id))}}}";

    private static string Id(DeltaField field)
    {
        string id = SchemaMatch.Number(field.Id ?? throw new InvalidOperationException($"Column {field.Name} of a mapped table has no id."));
        return $"{SqlName.Literal(field.PhysicalName)}: {(Inner(field.Type) is { Length: > 0 } inner ? $"{{__duckdb_field_id: {id}, {inner}}}" : id)}";
    }

    private static string Inner(DeltaType type) => type switch
    {
        DeltaType.Struct structure => string.Join(", ", structure.Fields.Select(Id)),
        DeltaType.Array array when Inner(array.Element) is { Length: > 0 } inner => $"element: {{{inner}}}",
        DeltaType.Map map => string.Join(", ", new[] { ("key", Inner(map.Key)), ("value", Inner(map.Value)) }.Where(part => part.Item2.Length > 0).Select(part => $"{part.Item1}: {{{part.Item2}}}")),
        _ => "",
    };
}
