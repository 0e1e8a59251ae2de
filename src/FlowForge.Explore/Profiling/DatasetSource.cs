namespace FlowForge.Explore.Profiling;

/// <summary>A dataset to explore: its name, and the query that gives its rows on the explorer's connection.</summary>
/// <param name="Name">Letters, digits and <c>_</c>; unique among those explored together.</param>
/// <param name="Relation">A SELECT in DuckDB's SQL. It is run several times and must give the same rows each time.</param>
/// <param name="Origin">Where the rows come from.</param>
public sealed record DatasetSource(string Name, string Relation, DatasetOrigin Origin)
{
    /// <summary>Rows of the source that are not in the relation, since they could not be read.</summary>
    public long UnreadableRows { get; init; }
}
