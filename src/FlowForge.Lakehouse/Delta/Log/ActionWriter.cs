using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Actions as the lines of a log file. What is null is left out, but in maps, where null is a value.</summary>
internal static class ActionWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    internal static byte[] Write(IEnumerable<DeltaAction> actions)
    {
        var lines = new ArrayBufferWriter<byte>(1 << 10);
        using var json = new Utf8JsonWriter(lines, s_options);
        foreach (DeltaAction action in actions)
        {
            json.Reset();
            Line(json, action);
            json.Flush();
            lines.GetSpan(1)[0] = (byte)'\n';
            lines.Advance(1);
        }
        return lines.WrittenSpan.ToArray();
    }

    private static void Line(Utf8JsonWriter json, DeltaAction action)
    {
        json.WriteStartObject();
        switch (action)
        {
            case DeltaAction.CommitInfo info:
                json.WritePropertyName("commitInfo");
                info.Content.WriteTo(json);
                break;
            case DeltaAction.Protocol protocol:
                json.WriteStartObject("protocol");
                json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
                json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
                Names(json, "readerFeatures", protocol.ReaderFeatures);
                Names(json, "writerFeatures", protocol.WriterFeatures);
                json.WriteEndObject();
                break;
            case DeltaAction.Metadata metadata:
                Metadata(json, metadata);
                break;
            case DeltaAction.Add add:
                Add(json, add);
                break;
            case DeltaAction.Remove remove:
                Remove(json, remove);
                break;
            case DeltaAction.ChangeFile change:
                json.WriteStartObject("cdc");
                json.WriteString("path", change.Path);
                Texts(json, "partitionValues", change.PartitionValues);
                json.WriteNumber("size", change.Size);
                json.WriteBoolean("dataChange", change.DataChange);
                Texts(json, "tags", change.Tags);
                json.WriteEndObject();
                break;
            case DeltaAction.AppTransaction transaction:
                json.WriteStartObject("txn");
                json.WriteString("appId", transaction.AppId);
                json.WriteNumber("version", transaction.Version);
                Number(json, "lastUpdated", transaction.LastUpdated);
                json.WriteEndObject();
                break;
            case DeltaAction.DomainMetadata domain:
                json.WriteStartObject("domainMetadata");
                json.WriteString("domain", domain.Domain);
                json.WriteString("configuration", domain.Configuration);
                json.WriteBoolean("removed", domain.Removed);
                json.WriteEndObject();
                break;
            default:
                // Those of V2 checkpoints, which are read alone.
                throw new UnreachableException();
        }
        json.WriteEndObject();
    }

    private static void Metadata(Utf8JsonWriter json, DeltaAction.Metadata metadata)
    {
        json.WriteStartObject("metaData");
        json.WriteString("id", metadata.Id);
        Text(json, "name", metadata.Name);
        Text(json, "description", metadata.Description);
        json.WriteStartObject("format");
        json.WriteString("provider", metadata.Format.Provider);
        Texts(json, "options", metadata.Format.Options);
        json.WriteEndObject();
        json.WriteString("schemaString", metadata.SchemaString);
        Names(json, "partitionColumns", metadata.PartitionColumns);
        json.WriteStartObject("configuration");
        foreach ((string key, string value) in metadata.Configuration) json.WriteString(key, value);
        json.WriteEndObject();
        Number(json, "createdTime", metadata.CreatedTime);
        json.WriteEndObject();
    }

    private static void Add(Utf8JsonWriter json, DeltaAction.Add add)
    {
        json.WriteStartObject("add");
        json.WriteString("path", add.Path);
        Texts(json, "partitionValues", add.PartitionValues);
        json.WriteNumber("size", add.Size);
        json.WriteNumber("modificationTime", add.ModificationTime);
        json.WriteBoolean("dataChange", add.DataChange);
        Text(json, "stats", add.Stats);
        Texts(json, "tags", add.Tags);
        Vector(json, add.DeletionVector);
        Number(json, "baseRowId", add.BaseRowId);
        Number(json, "defaultRowCommitVersion", add.DefaultRowCommitVersion);
        Text(json, "clusteringProvider", add.ClusteringProvider);
        json.WriteEndObject();
    }

    private static void Remove(Utf8JsonWriter json, DeltaAction.Remove remove)
    {
        json.WriteStartObject("remove");
        json.WriteString("path", remove.Path);
        Number(json, "deletionTimestamp", remove.DeletionTimestamp);
        json.WriteBoolean("dataChange", remove.DataChange);
        if (remove.ExtendedFileMetadata is { } extended) json.WriteBoolean("extendedFileMetadata", extended);
        Texts(json, "partitionValues", remove.PartitionValues);
        Number(json, "size", remove.Size);
        Text(json, "stats", remove.Stats);
        Texts(json, "tags", remove.Tags);
        Vector(json, remove.DeletionVector);
        Number(json, "baseRowId", remove.BaseRowId);
        Number(json, "defaultRowCommitVersion", remove.DefaultRowCommitVersion);
        json.WriteEndObject();
    }

    private static void Vector(Utf8JsonWriter json, DeletionVectorDescriptor? vector)
    {
        if (vector is null) return;
        json.WriteStartObject("deletionVector");
        json.WriteString("storageType", vector.StorageType);
        json.WriteString("pathOrInlineDv", vector.PathOrInlineDv);
        Number(json, "offset", vector.Offset);
        json.WriteNumber("sizeInBytes", vector.SizeInBytes);
        json.WriteNumber("cardinality", vector.Cardinality);
        Number(json, "maxRowIndex", vector.MaxRowIndex);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is not null) json.WriteNumber(name, value.Value);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string?>? values)
    {
        if (values is null) return;
        json.WriteStartObject(name);
        foreach ((string key, string? value) in values) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null) return;
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
