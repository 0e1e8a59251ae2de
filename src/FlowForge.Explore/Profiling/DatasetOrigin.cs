using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;

namespace FlowForge.Explore.Profiling;

/// <summary>Where a dataset's rows come from, as a plan would name it.</summary>
/// <param name="Path">A file, glob or folder; for a table of the catalog its name.</param>
/// <param name="IsTable">Whether <paramref name="Path"/> is the name of a table in the catalog.</param>
public sealed record DatasetOrigin(string Path, bool IsTable = false)
{
    /// <summary>The format's name where people gave it; null: recognised by content.</summary>
    public string? Format { get; init; }

    /// <summary>The reader's options by name.</summary>
    public ValueList<Named<PlanText>> Options { get; init; } = [];

    /// <summary>Types of columns that people gave, by name.</summary>
    public ValueList<Named<DataType>> Columns { get; init; } = [];

    /// <summary>As a source of a plan.</summary>
    /// <param name="path">From the plan's folder.</param>
    public PlanSource ToSource(string name, string path) => new(name, path) { Format = Format is { } format ? (PlanText)format : null, Options = Options, Columns = Columns };

    public static DatasetOrigin Of(PlanSource source, string path) => new(path) { Format = source.Format?.Text, Options = source.Options, Columns = source.Columns };
}
