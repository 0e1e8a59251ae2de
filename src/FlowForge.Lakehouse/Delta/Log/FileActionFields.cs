using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Reads the fields of actions that are about a file, in the manner of <see cref="ActionFields"/>.</summary>
internal static class FileActionFields
{
    internal static DeltaAction.Add? Add(ref Utf8JsonReader json) => Read(ref json) is not { } file ? null : new DeltaAction.Add
    {
        Path = file.Path!,
        PartitionValues = file.PartitionValues ?? [],
        Size = file.Size ?? 0,
        ModificationTime = file.ModificationTime ?? 0,
        DataChange = file.DataChange ?? false,
        Stats = file.Stats,
        Tags = file.Tags,
        DeletionVector = file.DeletionVector,
        BaseRowId = file.BaseRowId,
        DefaultRowCommitVersion = file.DefaultRowCommitVersion,
        ClusteringProvider = file.ClusteringProvider,
    };

    internal static DeltaAction.Remove? Remove(ref Utf8JsonReader json) => Read(ref json) is not { } file ? null : new DeltaAction.Remove
    {
        Path = file.Path!,
        DeletionTimestamp = file.DeletionTimestamp,
        DataChange = file.DataChange ?? false,
        ExtendedFileMetadata = file.ExtendedFileMetadata,
        PartitionValues = file.PartitionValues,
        Size = file.Size,
        Stats = file.Stats,
        Tags = file.Tags,
        DeletionVector = file.DeletionVector,
        BaseRowId = file.BaseRowId,
        DefaultRowCommitVersion = file.DefaultRowCommitVersion,
    };

    internal static DeltaAction.ChangeFile? ChangeFile(ref Utf8JsonReader json) => Read(ref json) is not { } file ? null : new DeltaAction.ChangeFile
    {
        Path = file.Path!,
        PartitionValues = file.PartitionValues ?? [],
        Size = file.Size ?? 0,
        DataChange = file.DataChange ?? false,
        Tags = file.Tags,
    };

    internal static DeltaAction.Sidecar? Sidecar(ref Utf8JsonReader json) => Read(ref json) is not { } file ? null : new DeltaAction.Sidecar
    {
        Path = file.Path!,
        SizeInBytes = file.Size ?? 0,
        ModificationTime = file.ModificationTime ?? 0,
        Tags = file.Tags,
    };

    /// <summary>All fields that any of them has.</summary>
    private sealed class Fields
    {
        internal string? Path, Stats, ClusteringProvider;
        internal Dictionary<string, string?>? PartitionValues, Tags;
        internal long? Size, ModificationTime, DeletionTimestamp, BaseRowId, DefaultRowCommitVersion;
        internal bool? DataChange, ExtendedFileMetadata;
        internal DeletionVectorDescriptor? DeletionVector;
    }

    private static Fields? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        var file = new Fields();
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "path": file.Path = json.GetString(); break;
                case "partitionValues": file.PartitionValues = JsonFields.Texts(ref json); break;
                case "size" or "sizeInBytes": file.Size = JsonFields.Long(ref json); break;
                case "modificationTime": file.ModificationTime = JsonFields.Long(ref json); break;
                case "deletionTimestamp": file.DeletionTimestamp = JsonFields.Long(ref json); break;
                case "dataChange": file.DataChange = JsonFields.Flag(ref json); break;
                case "extendedFileMetadata": file.ExtendedFileMetadata = JsonFields.Flag(ref json); break;
                case "stats": file.Stats = json.GetString(); break;
                case "tags": file.Tags = JsonFields.Texts(ref json); break;
                case "deletionVector": file.DeletionVector = Vector(ref json); break;
                case "baseRowId": file.BaseRowId = JsonFields.Long(ref json); break;
                case "defaultRowCommitVersion": file.DefaultRowCommitVersion = JsonFields.Long(ref json); break;
                case "clusteringProvider": file.ClusteringProvider = json.GetString(); break;
                default: json.Skip(); break;
            }
        return string.IsNullOrEmpty(file.Path) ? throw new JsonException("An action of a file has no path.") : file;
    }

    private static DeletionVectorDescriptor? Vector(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        string? storage = null, place = null;
        int? offset = null, size = null;
        long? cardinality = null, last = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            switch (name)
            {
                case "storageType": storage = json.GetString(); break;
                case "pathOrInlineDv": place = json.GetString(); break;
                case "offset": offset = JsonFields.Int(ref json); break;
                case "sizeInBytes": size = JsonFields.Int(ref json); break;
                case "cardinality": cardinality = JsonFields.Long(ref json); break;
                case "maxRowIndex": last = JsonFields.Long(ref json); break;
                default: json.Skip(); break;
            }
        return new DeletionVectorDescriptor
        {
            StorageType = storage ?? throw new JsonException("deletionVector has no storageType."),
            PathOrInlineDv = place ?? throw new JsonException("deletionVector has no pathOrInlineDv."),
            Offset = offset,
            SizeInBytes = size ?? 0,
            Cardinality = cardinality ?? 0,
            MaxRowIndex = last,
        };
    }
}
