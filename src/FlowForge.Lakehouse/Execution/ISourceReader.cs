using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Reads sources that the engine cannot read where they lie: what is left to the converter.</summary>
public interface ISourceReader
{
    /// <summary>Converts a source to Parquet files that hold its rows, one after the other, with one schema.</summary>
    /// <param name="path">The source's path, made absolute.</param>
    /// <param name="workFolder">An empty folder for the files; it is gone after the run.</param>
    /// <exception cref="InputException">The source is missing or cannot be read.</exception>
    ConvertedSource Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken);
}

/// <summary>A source as Parquet.</summary>
/// <param name="Files">Its rows.</param>
/// <param name="Rejected">A Parquet file of the rows that could not be read, with columns line, column, part, reason, raw; null when all could.</param>
public sealed record ConvertedSource(IReadOnlyList<string> Files, string? Rejected = null)
{
    /// <summary>What a person should know of the source, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
