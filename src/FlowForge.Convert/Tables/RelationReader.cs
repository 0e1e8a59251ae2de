namespace FlowForge.Convert.Tables;

/// <summary>A table that the engine reads by itself, given as a query. It has no cells for us to see: types are the query's own.</summary>
public sealed class RelationReader(string name, string sql) : TableReader
{
    /// <summary>A SELECT in DuckDB's SQL.</summary>
    public string Sql { get; } = sql;

    public override IReadOnlyList<SourceTable> Tables { get; } = [new SourceTable(name, [])];

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A relation is read by the engine.");
}
