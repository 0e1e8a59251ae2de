using FlowForge.DuckDb;

namespace FlowForge.Convert.Tables;

/// <summary>A table that the engine reads by itself, given as a query. It has no cells for us to see: types are the query's own.</summary>
public sealed class RelationReader(string name, string sql) : TableReader
{
    /// <summary>A SELECT in DuckDB's SQL.</summary>
    public string Sql { get; } = sql;

    /// <summary>What a connection needs before it runs the query; by default nothing.</summary>
    public Action<DuckDbConnection> Prepare { get; init; } = _ => { };

    /// <summary>What must stay as long as the query may run; disposed with the reader. By default nothing.</summary>
    public IDisposable? Owned { get; init; }

    public override IReadOnlyList<SourceTable> Tables { get; } = [new SourceTable(name, [])];

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A relation is read by the engine.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) Owned?.Dispose();
        base.Dispose(disposing);
    }
}
