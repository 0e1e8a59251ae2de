using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Reads sources that are neither Parquet nor Delta: what is left to the converter.</summary>
public interface ISourceReader
{
    /// <summary>Converts a source to Parquet files that hold its rows, one after the other, with one schema.</summary>
    /// <param name="path">The source's path, made absolute.</param>
    /// <param name="workFolder">An empty folder for the files; it is gone after the run.</param>
    /// <exception cref="InputException">The source is missing or cannot be read.</exception>
    IReadOnlyList<string> Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken);
}
