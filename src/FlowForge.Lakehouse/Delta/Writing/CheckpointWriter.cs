using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Writes a classic (V1) checkpoint: a table's whole state in one Parquet file, so that readers need not begin at the first commit.</summary>
internal sealed class CheckpointWriter(ITableStore store, DuckDbConnection connection, WriterOptions options)
{
    private const string Hint = "_delta_log/_last_checkpoint";
    private static readonly TimeSpan s_tombstoneRetention = TimeSpan.FromDays(7);

    private const string VectorType = "STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, \"offset\" INTEGER, sizeInBytes INTEGER, cardinality BIGINT, maxRowIndex BIGINT)";

    // The columns that the protocol gives a checkpoint. The engine reads actions as JSON into them.
    private static readonly (string Name, string Type)[] s_addFields =
    [
        ("path", "VARCHAR"), ("partitionValues", "MAP(VARCHAR, VARCHAR)"), ("size", "BIGINT"), ("modificationTime", "BIGINT"), ("dataChange", "BOOLEAN"), ("tags", "MAP(VARCHAR, VARCHAR)"),
        ("deletionVector", VectorType), ("baseRowId", "BIGINT"), ("defaultRowCommitVersion", "BIGINT"), ("clusteringProvider", "VARCHAR"), ("stats", "VARCHAR"),
    ];

    private static readonly (string Name, string Type)[] s_others =
    [
        ("txn", "STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)"),
        ("remove", $"STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, deletionVector {VectorType}, baseRowId BIGINT, defaultRowCommitVersion BIGINT)"),
        ("metaData", "STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)"),
        ("protocol", "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])"),
        ("domainMetadata", "STRUCT(domain VARCHAR, configuration VARCHAR, removed BOOLEAN)"),
    ];

    internal void Write(Snapshot snapshot, CancellationToken cancellationToken)
    {
        string staging = store.CreateStaging();
        try
        {
            string lines = Path.Combine(staging, "actions.json"), target = Path.Combine(staging, "checkpoint.parquet");
            // Texts unless the table does not want them; columns where it does.
            bool asText = !bool.TryParse(snapshot.Property("delta.checkpoint.writeStatsAsJson"), out bool wanted) || wanted;
            ParsedStatistics? parsed = snapshot.IsSet("delta.checkpoint.writeStatsAsStruct") ? new ParsedStatistics(snapshot.Schema) : null;
            long actions = WriteLines(snapshot, lines, asText, parsed);
            IEnumerable<string> fields = s_addFields.Select(field => $"{field.Name} {field.Type}").Concat(parsed is null ? [] : [parsed.TextType]);
            string columns = string.Join(", ", s_others.Append(("add", $"STRUCT({string.Join(", ", fields)})")).Select(column => $"{SqlName.Literal(column.Item1)}: {SqlName.Literal(column.Item2)}"));
            string all = parsed is null ? "*" : $"* REPLACE (CASE WHEN \"add\" IS NOT NULL THEN struct_pack({string.Join(", ", s_addFields.Select(field => $"{field.Name} := \"add\".{field.Name}"))}, {parsed.Select}) END AS \"add\")";
            connection.Execute($"COPY (SELECT {all} FROM read_json({SqlName.Literal(lines)}, format = 'newline_delimited', maximum_object_size = 1073741824, columns = {{{columns}}})) TO {SqlName.Literal(target)} (FORMAT parquet, COMPRESSION snappy)", cancellationToken);
            long bytes = new FileInfo(target).Length;
            string path = LogFileName.OfCheckpoint(snapshot.Version);
            if (store.List(LogFileName.Folder).Any(file => file.Path == path)) return;
            store.Adopt(target, path);
            store.Replace(Hint, HintText(snapshot, actions, bytes));
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private long WriteLines(Snapshot snapshot, string path, bool asText, ParsedStatistics? parsed)
    {
        long count = 0;
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        foreach (DeltaAction action in State(snapshot))
        {
            byte[] line = ActionWriter.Write([action is DeltaAction.Add { Stats: not null } bare && !asText ? bare with { Stats = null } : action]);
            file.Write(action is DeltaAction.Add add && parsed is not null ? ParsedStatistics.AddTo(line, add.Stats) : line);
            count++;
        }
        return count;
    }

    private IEnumerable<DeltaAction> State(Snapshot snapshot)
    {
        yield return snapshot.Protocol;
        yield return snapshot.Metadata;
        foreach (DeltaAction.AppTransaction transaction in snapshot.Transactions.Values) yield return transaction;
        foreach (DeltaAction.DomainMetadata domain in snapshot.Domains.Values) yield return domain;
        TimeSpan retention = TableInterval.Parse(snapshot.Property("delta.deletedFileRetentionDuration"), s_tombstoneRetention) ?? TimeSpan.MaxValue;
        long now = options.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (DeltaAction.Remove tombstone in snapshot.Tombstones)
            if (now - (tombstone.DeletionTimestamp ?? 0) < retention.TotalMilliseconds)
                yield return tombstone with { DataChange = false, Tags = null, Stats = null };
        foreach (DeltaAction.Add add in snapshot.Files) yield return add with { DataChange = false };
    }

    private static byte[] HintText(Snapshot snapshot, long actions, long bytes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", snapshot.Version);
            writer.WriteNumber("size", actions);
            writer.WriteNumber("sizeInBytes", bytes);
            writer.WriteNumber("numOfAddFiles", snapshot.Files.Count);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
