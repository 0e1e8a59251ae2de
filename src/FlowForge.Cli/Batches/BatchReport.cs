using System.Text.Json.Serialization;
using FlowForge.Convert.Conversion;

namespace FlowForge.Cli.Batches;

/// <summary>What became of one input of a batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchOutcome>))]
internal enum BatchOutcome
{
    [JsonStringEnumMemberName("converted")] Converted,
    [JsonStringEnumMemberName("unchanged")] Unchanged,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <param name="Output">Null when there is none.</param>
/// <param name="Error">Null unless it failed.</param>
internal sealed record BatchFile(
    string Source,
    BatchOutcome Outcome,
    string? Output,
    long Rows,
    long Rejected,
    double Seconds,
    IReadOnlyList<DiagnosticReport> Warnings,
    DiagnosticReport? Error);

internal sealed record BatchReport(
    string Source,
    string Output,
    int Converted,
    int Unchanged,
    int Failed,
    int Cancelled,
    double Seconds,
    IReadOnlyList<BatchFile> Files,
    IReadOnlyList<string> LeftOut)
{
    public static BatchReport Of(string source, string output, IReadOnlyList<BatchFile> files, IReadOnlyList<string> leftOut, TimeSpan time)
    {
        int Count(BatchOutcome outcome) => files.Count(file => file.Outcome == outcome);
        return new BatchReport(source, output, Count(BatchOutcome.Converted), Count(BatchOutcome.Unchanged), Count(BatchOutcome.Failed), Count(BatchOutcome.Cancelled),
            Math.Round(time.TotalSeconds, 3), files, leftOut);
    }
}
