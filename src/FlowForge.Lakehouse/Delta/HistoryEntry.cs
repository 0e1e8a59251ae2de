using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta;

/// <summary>A commit as its writer describes it.</summary>
/// <param name="Timestamp">When it was committed, in whole milliseconds.</param>
/// <param name="Info">The writer's own words; null when it wrote none.</param>
public sealed record HistoryEntry(long Version, DateTimeOffset Timestamp, DeltaAction.CommitInfo? Info)
{
    public string? Operation => Info?.Operation;

    /// <summary>Counts by name, as text; empty when the writer gave none.</summary>
    public IReadOnlyDictionary<string, string> Metrics => Info?.OperationMetrics ?? new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Parameters => Info?.OperationParameters ?? new Dictionary<string, string>();

    public string? UserMetadata => Info?.UserMetadata;
}
