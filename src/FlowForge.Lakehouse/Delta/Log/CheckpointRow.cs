using System.Diagnostics;
using System.Text.Json;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Actions from the values of a checkpoint's row, field by field in the order that <see cref="CheckpointReader"/> asks for.</summary>
internal static class CheckpointRow
{
    private static readonly Dictionary<string, string?> s_none = [];

    internal static DeltaAction ToAction(string action, object?[] row) => action switch
    {
        "add" => new DeltaAction.Add
        {
            Path = Required(row[0]),
            PartitionValues = Texts(row[1]) ?? s_none,
            Size = Number(row[2]) ?? 0,
            ModificationTime = Number(row[3]) ?? 0,
            DataChange = row[4] as bool? ?? true,
            Stats = (string?)row[5],
            Tags = Texts(row[6]),
            DeletionVector = Vector(row[7]),
            BaseRowId = Number(row[8]),
            DefaultRowCommitVersion = Number(row[9]),
            ClusteringProvider = (string?)row[10],
        },
        "remove" => new DeltaAction.Remove
        {
            Path = Required(row[0]),
            DeletionTimestamp = Number(row[1]),
            DataChange = row[2] as bool? ?? true,
            ExtendedFileMetadata = row[3] as bool?,
            PartitionValues = Texts(row[4]),
            Size = Number(row[5]),
            Tags = Texts(row[6]),
            DeletionVector = Vector(row[7]),
            BaseRowId = Number(row[8]),
            DefaultRowCommitVersion = Number(row[9]),
        },
        "metaData" => new DeltaAction.Metadata
        {
            Id = (string?)row[0] ?? "",
            Name = (string?)row[1],
            Description = (string?)row[2],
            Format = row[3] is StructValue format ? new FileFormat { Provider = format["provider"] as string ?? "parquet" } : new FileFormat(),
            SchemaString = Required(row[4]),
            PartitionColumns = Names(row[5]) ?? [],
            Configuration = (Texts(row[6]) ?? s_none).Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!),
            CreatedTime = Number(row[7]),
        },
        "protocol" => new DeltaAction.Protocol
        {
            MinReaderVersion = (int)(Number(row[0]) ?? throw new JsonException("protocol has no minReaderVersion.")),
            MinWriterVersion = (int)(Number(row[1]) ?? 0),
            ReaderFeatures = Names(row[2]),
            WriterFeatures = Names(row[3]),
        },
        "txn" => new DeltaAction.AppTransaction { AppId = Required(row[0]), Version = Number(row[1]) ?? 0, LastUpdated = Number(row[2]) },
        "domainMetadata" => new DeltaAction.DomainMetadata { Domain = Required(row[0]), Configuration = (string?)row[1] ?? "", Removed = row[2] as bool? ?? false },
        "sidecar" => new DeltaAction.Sidecar { Path = Required(row[0]), SizeInBytes = Number(row[1]) ?? 0, ModificationTime = Number(row[2]) ?? 0, Tags = Texts(row[3]) },
        _ => throw new UnreachableException(),
    };

    private static string Required(object? value) => (string?)value ?? throw new JsonException("A required field is null.");

    private static long? Number(object? value) => value switch
    {
        null => null,
        long number => number,
        int number => number,
        short number => number,
        Timestamp stamp => stamp.In(TimestampUnit.Microseconds).Count / 1_000,
        TimestampTz stamp => stamp.Microseconds / 1_000,
        _ => throw new InvalidCastException($"{value.GetType().Name} is not a number."),
    };

    private static Dictionary<string, string?>? Texts(object? value)
    {
        if (value is null) return null;
        var map = (MapValue)value;
        return map.Count == 0 ? s_none : map.ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
    }

    private static string[]? Names(object? value) => value is null ? null : [.. ((ListValue)value).Select(Required)];

    private static DeletionVectorDescriptor? Vector(object? value)
    {
        // A file without a vector has, in some checkpoints, a struct of nulls.
        if (value is not StructValue vector || vector["storageType"] is not string storage) return null;
        return new DeletionVectorDescriptor
        {
            StorageType = storage,
            PathOrInlineDv = Required(vector["pathOrInlineDv"]),
            Offset = (int?)Number(vector["offset"]),
            SizeInBytes = (int)(Number(vector["sizeInBytes"]) ?? 0),
            Cardinality = Number(vector["cardinality"]) ?? 0,
        };
    }
}
