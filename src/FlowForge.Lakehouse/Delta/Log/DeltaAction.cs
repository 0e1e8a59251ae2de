using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>One line of a Delta log: a change of the table's state. A closed set: only the records below derive from it.</summary>
/// <remarks>Names and meaning are the protocol's. Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#actions</remarks>
public abstract record DeltaAction
{
    private DeltaAction() { }

    /// <summary>What a client must be able to do to read and to write.</summary>
    public sealed record Protocol : DeltaAction
    {
        public int MinReaderVersion { get; init; }
        public int MinWriterVersion { get; init; }

        /// <summary>Null below reader version 3.</summary>
        public IReadOnlyList<string>? ReaderFeatures { get; init; }

        /// <summary>Null below writer version 7.</summary>
        public IReadOnlyList<string>? WriterFeatures { get; init; }
    }

    /// <summary>Schema, partitioning and properties.</summary>
    public sealed record Metadata : DeltaAction
    {
        public string Id { get; init; } = "";
        public string? Name { get; init; }
        public string? Description { get; init; }
        public FileFormat Format { get; init; } = new();

        /// <summary>The schema in Spark's JSON.</summary>
        public string SchemaString { get; init; } = "";

        /// <summary>Logical names, in the order of folders.</summary>
        public IReadOnlyList<string> PartitionColumns { get; init; } = [];

        public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

        /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
        public long? CreatedTime { get; init; }
    }

    /// <summary>A data file that belongs to the table.</summary>
    public sealed record Add : DeltaAction
    {
        /// <summary>Percent-encoded, below the table's root unless absolute.</summary>
        public string Path { get; init; } = "";

        /// <summary>By physical name; null and the empty text both mean null.</summary>
        public IReadOnlyDictionary<string, string?> PartitionValues { get; init; } = new Dictionary<string, string?>();

        /// <summary>Bytes.</summary>
        public long Size { get; init; }

        /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
        public long ModificationTime { get; init; }

        /// <summary>False when the rows only moved from other files.</summary>
        public bool DataChange { get; init; }

        /// <summary>JSON: numRecords, minValues, maxValues, nullCount, tightBounds.</summary>
        public string? Stats { get; init; }

        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
        public DeletionVectorDescriptor? DeletionVector { get; init; }
        public long? BaseRowId { get; init; }
        public long? DefaultRowCommitVersion { get; init; }
        public string? ClusteringProvider { get; init; }

        internal FileKey Key => FileKey.Of(Path, DeletionVector);
    }

    /// <summary>A data file that no longer belongs to the table; on disk until a vacuum.</summary>
    public sealed record Remove : DeltaAction
    {
        public string Path { get; init; } = "";

        /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
        public long? DeletionTimestamp { get; init; }

        public bool DataChange { get; init; }
        public bool? ExtendedFileMetadata { get; init; }
        public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }
        public long? Size { get; init; }
        public string? Stats { get; init; }
        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
        public DeletionVectorDescriptor? DeletionVector { get; init; }
        public long? BaseRowId { get; init; }
        public long? DefaultRowCommitVersion { get; init; }

        internal FileKey Key => FileKey.Of(Path, DeletionVector);
    }

    /// <summary>A file of row changes, for the change feed alone.</summary>
    public sealed record ChangeFile : DeltaAction
    {
        public string Path { get; init; } = "";
        public IReadOnlyDictionary<string, string?> PartitionValues { get; init; } = new Dictionary<string, string?>();
        public long Size { get; init; }
        public bool DataChange { get; init; }
        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
    }

    /// <summary>How far an application has written, so that it writes nothing twice.</summary>
    public sealed record AppTransaction : DeltaAction
    {
        public string AppId { get; init; } = "";
        public long Version { get; init; }

        /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
        public long? LastUpdated { get; init; }
    }

    /// <summary>What the commit did, in whatever words its engine chose.</summary>
    public sealed record CommitInfo(JsonElement Content) : DeltaAction
    {
        /// <summary>Milliseconds since 1970-01-01 UTC, by the writer's clock.</summary>
        public long? Timestamp => Number("timestamp");

        /// <summary>Milliseconds since 1970-01-01 UTC, growing from commit to commit.</summary>
        public long? InCommitTimestamp => Number("inCommitTimestamp");

        public string? Operation => Text("operation");
        public string? EngineInfo => Text("engineInfo");
        public string? UserName => Text("userName");
        public string? UserMetadata => Text("userMetadata");
        public string? IsolationLevel => Text("isolationLevel");
        public long? ReadVersion => Number("readVersion");
        public bool? IsBlindAppend => Content.ValueKind == JsonValueKind.Object && Content.TryGetProperty("isBlindAppend", out JsonElement flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;

        /// <summary>Numbers as text, as Spark has them.</summary>
        public IReadOnlyDictionary<string, string> OperationMetrics => Texts("operationMetrics");

        /// <summary>Values that are not text as JSON.</summary>
        public IReadOnlyDictionary<string, string> OperationParameters => Texts("operationParameters");

        private string? Text(string name) =>
            Content.ValueKind == JsonValueKind.Object && Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private long? Number(string name) =>
            Content.ValueKind == JsonValueKind.Object && Content.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

        private Dictionary<string, string> Texts(string name)
        {
            var texts = new Dictionary<string, string>();
            if (Content.ValueKind != JsonValueKind.Object || !Content.TryGetProperty(name, out JsonElement map) || map.ValueKind != JsonValueKind.Object) return texts;
            foreach (JsonProperty entry in map.EnumerateObject())
                texts[entry.Name] = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText();
            return texts;
        }
    }

    /// <summary>Configuration of a feature or of an application, by name.</summary>
    public sealed record DomainMetadata : DeltaAction
    {
        public string Domain { get; init; } = "";
        public string Configuration { get; init; } = "";
        public bool Removed { get; init; }
    }

    /// <summary>Stands in every V2 checkpoint.</summary>
    public sealed record CheckpointMetadata : DeltaAction
    {
        public long Version { get; init; }
        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
    }

    /// <summary>A file of a V2 checkpoint, below <c>_delta_log/_sidecars</c>.</summary>
    public sealed record Sidecar : DeltaAction
    {
        public string Path { get; init; } = "";
        public long SizeInBytes { get; init; }
        public long ModificationTime { get; init; }
        public IReadOnlyDictionary<string, string?>? Tags { get; init; }
    }
}

/// <summary>How data files are encoded; parquet is the only provider the protocol knows.</summary>
public sealed record FileFormat
{
    public string Provider { get; init; } = "parquet";
    public IReadOnlyDictionary<string, string?> Options { get; init; } = new Dictionary<string, string?>();
}

/// <summary>Where the numbers of a file's deleted rows are kept.</summary>
public sealed record DeletionVectorDescriptor
{
    /// <summary><c>u</c>: a file below the table's root; <c>p</c>: an absolute path; <c>i</c>: inline.</summary>
    public string StorageType { get; init; } = "";

    public string PathOrInlineDv { get; init; } = "";

    /// <summary>Byte of the file where the vector begins; null: its first.</summary>
    public int? Offset { get; init; }

    /// <summary>Bytes of the vector, without length and checksum around it.</summary>
    public int SizeInBytes { get; init; }

    /// <summary>Rows deleted.</summary>
    public long Cardinality { get; init; }

    public long? MaxRowIndex { get; init; }

    /// <summary>What tells one vector from another.</summary>
    public string UniqueId => Offset is null ? StorageType + PathOrInlineDv : $"{StorageType}{PathOrInlineDv}@{Offset}";
}

/// <summary>What a file is known by in the log: its path, and the deletion vector that goes with it.</summary>
internal sealed record FileKey(string Path, string? VectorId)
{
    internal static FileKey Of(string path, DeletionVectorDescriptor? vector) => new(DataPath.Decode(path), vector?.UniqueId);
}
