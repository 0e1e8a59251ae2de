using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>What the log knows of a file's values: partition values exactly, others by their statistics. Statistics that cannot be read are none.</summary>
internal sealed class FileFacts(DeltaAction.Add file, TableSchema schema)
{
    private JsonElement? _stats;

    /// <summary>Rows with those that are deleted; null when not known.</summary>
    internal long? Rows => Stats.TryGetProperty("numRecords", out JsonElement rows) && rows.TryGetInt64(out long count) ? count : null;

    internal ValueRange? Range(string column)
    {
        if (schema.Find(column) is not { Type: DeltaType.Scalar { Type: { } type } } field) return null;
        bool isReal = type is DataType.Primitive { Kind: PrimitiveKind.Double or PrimitiveKind.Float };
        if (!schema.IsPartition(field)) return new ValueRange(type, Bound("minValues", field, type), Bound("maxValues", field, type), isReal);
        if (PartitionValue.Of(file.PartitionValues, field) is not { } text) return null;
        IComparable? value = StatValue.Parse(text, type);
        return new ValueRange(type, value, value, isReal);
    }

    /// <summary>Rows in which the column is null; null when not known.</summary>
    internal long? Nulls(string column)
    {
        if (schema.Find(column) is not { } field) return null;
        if (schema.IsPartition(field)) return PartitionValue.Of(file.PartitionValues, field) is null ? Rows : 0;
        // Loose bounds come with a deletion vector: the counts are those before it.
        if (file.DeletionVector is not null) return null;
        return Stats.TryGetProperty("nullCount", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object && counts.TryGetProperty(field.PhysicalName, out JsonElement count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out long nulls) ? nulls : null;
    }

    private JsonElement Stats => _stats ??= Parse(file.Stats);

    private IComparable? Bound(string kind, DeltaField field, DataType type)
    {
        if (!Stats.TryGetProperty(kind, out JsonElement values) || values.ValueKind != JsonValueKind.Object || !values.TryGetProperty(field.PhysicalName, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => StatValue.Parse(value.GetString()!, type),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => StatValue.Parse(value.GetRawText(), type),
            _ => null,
        };
    }

    private static JsonElement Parse(string? stats)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stats ?? "{}");
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Statistics help to read less; a file without them is read.
        }
        using JsonDocument none = JsonDocument.Parse("{}");
        return none.RootElement.Clone();
    }
}
