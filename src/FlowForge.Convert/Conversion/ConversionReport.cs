using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Conversion;

/// <summary>What a conversion did: the content of <c>_manifest.json</c>.</summary>
public sealed record ConversionReport
{
    /// <summary>The input as the user gave it.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the input's bytes on disk, lower-case hex; for several files, of their hashes in order. Empty when only first rows were asked for.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes of the input on disk.</summary>
    public required long Bytes { get; init; }

    public required string Format { get; init; }

    /// <summary>What was found about the input: encoding, delimiter, version …</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public required IReadOnlyList<TableReport> Tables { get; init; }

    public required IReadOnlyList<DiagnosticReport> Warnings { get; init; }

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    [JsonIgnore]
    public long Rows => Tables.Sum(table => table.Rows);

    public string ToJson() => JsonSerializer.Serialize(this, ConversionJson.Default.ConversionReport);
}

/// <param name="File">Beside the manifest; for a single table the output file itself.</param>
/// <param name="RejectedFile">Where the rejected rows are; null when there are none.</param>
public sealed record TableReport(
    string Name,
    string File,
    IReadOnlyList<ColumnReport> Columns,
    long Rows,
    long Rejected,
    string? RejectedFile,
    IReadOnlyDictionary<string, string> Facts);

/// <param name="Type">In DuckDB's SQL.</param>
/// <param name="SourceName">The name in the input, when it had to change; null otherwise.</param>
/// <param name="Form">How the input writes the values, as <c>1.234,5</c> or <c>DD.MM.YYYY</c>; null when it writes plain numbers and ISO dates, or values that are no texts.</param>
public sealed record ColumnReport(string Name, string Type, string? SourceName, string? Form = null);

public sealed record DiagnosticReport(string Id, string Severity, string Where, string Summary, string? Hint, long Count)
{
    internal static DiagnosticReport From(Diagnostic finding) =>
        new(finding.Id, finding.Severity.ToString().ToLowerInvariant(), finding.Where.ToString(), finding.Summary, finding.Hint, finding.Count);
}

/// <summary>What <c>inspect</c> says of an input.</summary>
/// <param name="Bytes">On disk.</param>
public sealed record InspectionReport(
    string Source,
    string Format,
    long Bytes,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<TableInspection> Tables,
    IReadOnlyList<DiagnosticReport> Warnings)
{
    public string ToJson() => JsonSerializer.Serialize(this, ConversionJson.Default.InspectionReport);
}

/// <param name="Rows">Null when unknown.</param>
/// <param name="RowsExact">False when <paramref name="Rows"/> is an estimate from the part that was read.</param>
public sealed record TableInspection(
    string Name,
    IReadOnlyList<ColumnReport> Columns,
    long? Rows,
    bool RowsExact,
    IReadOnlyDictionary<string, string> Facts);

[JsonSerializable(typeof(ConversionReport))]
[JsonSerializable(typeof(InspectionReport))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ConversionJson : JsonSerializerContext;
