using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Reads the fields of actions that are about the table. A field that is not known is passed over; one that is null is as one that is not there.</summary>
internal static class ActionFields
{
    internal static DeltaAction.Protocol? Protocol(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        int? reader = null, writer = null;
        List<string>? readers = null, writers = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "minReaderVersion": reader = JsonFields.Int(ref json); break;
                case "minWriterVersion": writer = JsonFields.Int(ref json); break;
                case "readerFeatures": readers = JsonFields.Names(ref json); break;
                case "writerFeatures": writers = JsonFields.Names(ref json); break;
                default: json.Skip(); break;
            }
        if (reader is null or 0) throw new JsonException("protocol has no minReaderVersion.");
        return new DeltaAction.Protocol { MinReaderVersion = reader.Value, MinWriterVersion = writer ?? 0, ReaderFeatures = readers, WriterFeatures = writers };
    }

    internal static DeltaAction.Metadata? Metadata(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        string? id = null, title = null, description = null, schema = null;
        var format = new FileFormat();
        List<string>? partitions = null;
        Dictionary<string, string?>? configuration = null;
        long? created = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "id": id = json.GetString(); break;
                case "name": title = json.GetString(); break;
                case "description": description = json.GetString(); break;
                case "format": format = Format(ref json); break;
                case "schemaString": schema = json.GetString(); break;
                case "partitionColumns": partitions = JsonFields.Names(ref json); break;
                case "configuration": configuration = JsonFields.Texts(ref json); break;
                case "createdTime": created = JsonFields.Long(ref json); break;
                default: json.Skip(); break;
            }
        if (string.IsNullOrEmpty(schema)) throw new JsonException("metaData has no schemaString.");
        var properties = new Dictionary<string, string>();
        foreach ((string key, string? value) in configuration ?? [])
            if (value is not null) properties[key] = value;
        return new DeltaAction.Metadata { Id = id ?? "", Name = title, Description = description, Format = format, SchemaString = schema, PartitionColumns = partitions ?? [], Configuration = properties, CreatedTime = created };
    }

    internal static DeltaAction.AppTransaction? Transaction(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        string? app = null;
        long? version = null, updated = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "appId": app = json.GetString(); break;
                case "version": version = JsonFields.Long(ref json); break;
                case "lastUpdated": updated = JsonFields.Long(ref json); break;
                default: json.Skip(); break;
            }
        return new DeltaAction.AppTransaction { AppId = app ?? throw new JsonException("txn has no appId."), Version = version ?? 0, LastUpdated = updated };
    }

    internal static DeltaAction.DomainMetadata? Domain(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        string? domain = null, configuration = null;
        bool? removed = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "domain": domain = json.GetString(); break;
                case "configuration": configuration = json.GetString(); break;
                case "removed": removed = JsonFields.Flag(ref json); break;
                default: json.Skip(); break;
            }
        return new DeltaAction.DomainMetadata { Domain = domain ?? throw new JsonException("domainMetadata has no domain."), Configuration = configuration ?? "", Removed = removed ?? false };
    }

    internal static DeltaAction.CheckpointMetadata? Checkpoint(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        long? version = null;
        Dictionary<string, string?>? tags = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "version": version = JsonFields.Long(ref json); break;
                case "tags": tags = JsonFields.Texts(ref json); break;
                default: json.Skip(); break;
            }
        return new DeltaAction.CheckpointMetadata { Version = version ?? 0, Tags = tags };
    }

    private static FileFormat Format(ref Utf8JsonReader json)
    {
        string? provider = null;
        Dictionary<string, string?>? options = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "provider": provider = json.GetString(); break;
                case "options": options = JsonFields.Texts(ref json); break;
                default: json.Skip(); break;
            }
        return new FileFormat { Provider = provider ?? "parquet", Options = options ?? [] };
    }
}
