namespace FlowForge.Explore.Profiling;

/// <summary>A dataset to explore: its name, and the query that gives its rows on the explorer's connection.</summary>
/// <param name="Name">Letters, digits and <c>_</c>; unique among those explored together.</param>
/// <param name="Relation">A SELECT in DuckDB's SQL. It is run several times and must give the same rows each time.</param>
/// <param name="Origin">Where the rows come from.</param>
public sealed record DatasetSource(string Name, string Relation, DatasetOrigin Origin);

/// <summary>Where a dataset's rows come from, as a plan would name it.</summary>
/// <param name="Path">A file, glob or folder; for a table of the catalog its name.</param>
/// <param name="IsTable">Whether <paramref name="Path"/> is the name of a table in the catalog.</param>
/// <param name="Format">The format's name where people gave it; null: recognised by content.</param>
public sealed record DatasetOrigin(string Path, bool IsTable = false, string? Format = null)
{
    /// <summary>The reader's options by name, for a plan's source.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];
}
