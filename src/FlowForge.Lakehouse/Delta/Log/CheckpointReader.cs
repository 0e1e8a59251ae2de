using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Reads checkpoints: classic, multi-part, and V2 in Parquet or JSON with their sidecars. The engine reads the Parquet.</summary>
internal sealed class CheckpointReader(ITableStore store, DuckDbConnection engine)
{
    // Each action that makes up a state, with the fields that are read of it. A field that a file lacks is null.
    private static readonly (string Action, string[] Fields)[] s_actions =
    [
        ("add", ["path", "partitionValues", "size", "modificationTime", "dataChange", "stats", "tags", "deletionVector", "baseRowId", "defaultRowCommitVersion", "clusteringProvider"]),
        ("remove", ["path", "deletionTimestamp", "dataChange", "extendedFileMetadata", "partitionValues", "size", "tags", "deletionVector", "baseRowId", "defaultRowCommitVersion"]),
        ("metaData", ["id", "name", "description", "format", "schemaString", "partitionColumns", "configuration", "createdTime"]),
        ("protocol", ["minReaderVersion", "minWriterVersion", "readerFeatures", "writerFeatures"]),
        ("txn", ["appId", "version", "lastUpdated"]),
        ("domainMetadata", ["domain", "configuration", "removed"]),
        ("sidecar", ["path", "sizeInBytes", "modificationTime", "tags"]),
    ];

    /// <exception cref="Core.Diagnostics.InputException">A file is missing, torn or damaged.</exception>
    internal IEnumerable<DeltaAction> Read(CheckpointFiles checkpoint, CancellationToken cancellationToken)
    {
        var sidecars = new List<DeltaAction.Sidecar>();
        foreach (StoreFile part in checkpoint.Parts)
        {
            IEnumerable<DeltaAction> actions = part.Path.EndsWith(".json", StringComparison.Ordinal) ? CommitReader.Read(store, part.Path) : ReadParquet(part.Path, cancellationToken);
            foreach (DeltaAction action in actions)
            {
                if (action is DeltaAction.Sidecar sidecar) sidecars.Add(sidecar);
                else yield return action;
            }
        }
        foreach (DeltaAction.Sidecar sidecar in sidecars)
            foreach (DeltaAction action in ReadParquet(SidecarPath(sidecar), cancellationToken))
                yield return action;
    }

    private static string SidecarPath(DeltaAction.Sidecar sidecar)
    {
        string path = DataPath.Decode(sidecar.Path);
        return path.Contains('/') ? path : $"{LogFileName.Folder}/_sidecars/{path}";
    }

    private IEnumerable<DeltaAction> ReadParquet(string path, CancellationToken cancellationToken)
    {
        string from = $"read_parquet({SqlName.Literal(store.EnginePath(path))}, hive_partitioning = false)";
        Dictionary<string, DataType.Struct> columns = Guard(path, () => Columns(from, cancellationToken));
        foreach ((string action, string[] fields) in s_actions)
        {
            if (!columns.TryGetValue(action, out DataType.Struct? shape)) continue;
            using DuckDbResult result = Guard(path, () => engine.Stream($"SELECT {string.Join(", ", fields.Select(field => Field(action, field, shape)))} FROM {from} WHERE {SqlName.Quote(action)} IS NOT NULL", cancellationToken));
            using IEnumerator<object?[]> rows = result.Rows().GetEnumerator();
            while (Guard(path, rows.MoveNext))
            {
                object?[] row = rows.Current;
                yield return Guard(path, () => CheckpointRow.ToAction(action, row));
            }
        }
    }

    private Dictionary<string, DataType.Struct> Columns(string from, CancellationToken cancellationToken)
    {
        using DuckDbResult shape = engine.Query($"SELECT * FROM {from} LIMIT 0", cancellationToken);
        return shape.Columns.Where(column => column.Type is DataType.Struct).ToDictionary(column => column.Name, column => (DataType.Struct)column.Type);
    }

    private static string Field(string action, string field, DataType.Struct shape)
    {
        string column = SqlName.Quote(action);
        bool Has(string name) => shape.Fields.Any(known => known.Name == name);
        if (field == "stats" && Has("stats_parsed"))
        {
            string parsed = $"CAST(to_json({column}.stats_parsed) AS VARCHAR)";
            return Has("stats") ? $"coalesce({column}.stats, {parsed})" : parsed;
        }
        return Has(field) ? $"{column}.{SqlName.Quote(field)}" : "NULL";
    }

    private T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException broken)
        {
            throw DeltaErrors.CorruptLogFile(store.Root, path, null, broken.Message, broken);
        }
        catch (Exception broken) when (broken is InvalidCastException or JsonException or KeyNotFoundException)
        {
            throw DeltaErrors.CorruptLogFile(store.Root, path, null, "a field has another type than the protocol gives it.", broken);
        }
    }
}
