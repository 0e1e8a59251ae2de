using System.Text.Json;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Catalog;

/// <summary>A column for people and programs.</summary>
/// <param name="Type">Spark's name: <c>bigint</c>, <c>decimal(18,2)</c>, <c>struct&lt;a:int&gt;</c>.</param>
/// <param name="Comment">Null when it has none.</param>
public sealed record ColumnDescription(string Name, string Type, bool Nullable, string? Comment);

/// <summary>A table at one version.</summary>
/// <param name="Bytes">Of its data files.</param>
/// <param name="Rows">From the files' statistics; null when a file has none.</param>
/// <param name="Created">When its first version, as its metadata has it; null when that does not say.</param>
/// <param name="Constraints">CHECK conditions by name.</param>
public sealed record TableDescription(
    string? Name,
    string Location,
    string? Description,
    long Version,
    DateTimeOffset? Created,
    IReadOnlyList<ColumnDescription> Columns,
    IReadOnlyList<string> PartitionedBy,
    int Files,
    long Bytes,
    long? Rows,
    int MinReaderVersion,
    int MinWriterVersion,
    IReadOnlyList<string> Features,
    IReadOnlyDictionary<string, string> Constraints,
    IReadOnlyDictionary<string, string> Properties)
{
    private const string ConstraintPrefix = "delta.constraints.";

    /// <param name="name">As the catalog has it; null for a table by path.</param>
    public static TableDescription Of(Snapshot snapshot, string? name)
    {
        Dictionary<string, string> properties = snapshot.Metadata.Configuration.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary();
        return new TableDescription(
            name ?? snapshot.Metadata.Name,
            snapshot.Store.Root,
            snapshot.Metadata.Description,
            snapshot.Version,
            snapshot.Metadata.CreatedTime is { } created ? DateTimeOffset.FromUnixTimeMilliseconds(created) : null,
            [.. snapshot.Schema.Fields.Select(field => new ColumnDescription(field.Name, TypeText(field.Type), field.IsNullable, field.Metadata.Text("comment")))],
            snapshot.Schema.PartitionColumns,
            snapshot.Files.Count,
            snapshot.Files.Sum(file => file.Size),
            RowsOf(snapshot),
            snapshot.Protocol.MinReaderVersion,
            snapshot.Protocol.MinWriterVersion,
            [.. (snapshot.Protocol.WriterFeatures ?? []).Union(snapshot.Protocol.ReaderFeatures ?? []).Order(StringComparer.Ordinal)],
            properties.Where(entry => entry.Key.StartsWith(ConstraintPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[ConstraintPrefix.Length..], entry => entry.Value),
            properties.Where(entry => !entry.Key.StartsWith(ConstraintPrefix, StringComparison.Ordinal)).ToDictionary());
    }

    /// <summary>The type as Spark's SQL has it.</summary>
    public static string TypeText(DeltaType type) => type switch
    {
        DeltaType.Scalar { SparkName: "integer" } => "int",
        DeltaType.Scalar { SparkName: "long" } => "bigint",
        DeltaType.Scalar { SparkName: "short" } => "smallint",
        DeltaType.Scalar { SparkName: "byte" } => "tinyint",
        DeltaType.Scalar scalar => scalar.SparkName,
        DeltaType.Variant => "variant",
        DeltaType.Array array => $"array<{TypeText(array.Element)}>",
        DeltaType.Map map => $"map<{TypeText(map.Key)},{TypeText(map.Value)}>",
        DeltaType.Struct structure => $"struct<{string.Join(',', structure.Fields.Select(field => $"{field.Name}:{TypeText(field.Type)}"))}>",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static long? RowsOf(Snapshot snapshot)
    {
        long total = 0;
        foreach (DeltaAction.Add file in snapshot.Files)
        {
            if (new FileFacts(file, snapshot.Schema).Rows is not { } rows) return null;
            total += rows - (file.DeletionVector?.Cardinality ?? 0);
        }
        return total;
    }
}
