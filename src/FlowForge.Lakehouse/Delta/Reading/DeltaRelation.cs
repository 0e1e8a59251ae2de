using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Rows of a Delta table as a query that the engine streams. Disposed when it will not be read any more.</summary>
public sealed class DeltaRelation : IDisposable
{
    private readonly IReadOnlyList<RowFunction> _functions;

    internal DeltaRelation(string sql, IReadOnlyList<RowFunction> functions) => (Sql, _functions) = (sql, functions);

    /// <summary>A SELECT in the engine's SQL, for connections that were <see cref="Prepare">prepared</see>.</summary>
    public string Sql { get; }

    /// <summary>Makes a connection ready to read Delta relations: instants without a zone in old files are UTC, and deleted rows are known.</summary>
    public static void Prepare(DuckDbConnection connection)
    {
        // The engine would keep what it read of each file: 15 KB of every small one, 75 MB of a table of 5,000 (November 2026). The system caches files anyway.
        connection.Execute("SET TimeZone = 'UTC'; SET enable_external_file_cache = false");
        connection.Register(RowFunction.Function);
    }

    public void Dispose()
    {
        foreach (RowFunction function in _functions) function.Dispose();
    }
}
