using System.Text.Json;
using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>A data file to read.</summary>
/// <param name="Path">As the log writes it.</param>
/// <param name="Rule">Null when all rows are read.</param>
/// <param name="Constants">In SQL, a value for each of the scan's constant columns.</param>
internal sealed record ScanFile(string Path, IReadOnlyDictionary<string, string?> PartitionValues, RowRule? Rule, IReadOnlyList<string> Constants)
{
    /// <summary>Rows as the log counts them; null when it does not. It helps the engine to plan, so it need not be right.</summary>
    internal long? Rows { get; init; }

    internal static ScanFile Of(DeltaAction.Add file) => new(file.Path, file.PartitionValues, RowRule.Without(file.DeletionVector), []) { Rows = RowsOf(file.Stats) };

    private static long? RowsOf(string? stats)
    {
        if (stats is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(stats);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("numRecords", out JsonElement rows) && rows.ValueKind == JsonValueKind.Number && rows.TryGetInt64(out long count) && count >= 0 ? count : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
