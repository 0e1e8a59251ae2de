using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Rows between steps, kept in the engine's temporary tables: in memory, or on disk when there are many. Gone when it is disposed.</summary>
internal sealed class StoredRows(DuckDbConnection connection) : IDisposable
{
    private readonly List<string> _tables = [];
    private int _next;
    private string? _last;

    /// <summary>Computes the rows and keeps them in their order.</summary>
    internal Relation Keep(Relation rows, CancellationToken cancellationToken)
    {
        string table = $"rows_{++_next}";
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {table} AS {rows.Sql}", cancellationToken);
        _tables.Add(table);
        return new Relation($"SELECT {Relation.Names(rows.Columns)} FROM {table}", rows.Columns, IsStored: true);
    }

    /// <summary>Computes rows from those of the last call, which are forgotten.</summary>
    internal Relation Advance(Relation rows, CancellationToken cancellationToken)
    {
        Relation kept = Keep(rows, cancellationToken);
        if (_last is not null)
        {
            connection.Execute($"DROP TABLE {_last}", cancellationToken);
            _tables.Remove(_last);
        }
        _last = _tables[^1];
        return kept;
    }

    internal long Count(Relation rows, CancellationToken cancellationToken) => connection.Scalar<long>($"SELECT count(*) FROM ({rows.Sql})", cancellationToken);

    /// <summary>Rows that have no reason to be set aside, and rows that have one.</summary>
    internal (long Kept, long Rejected) CountParts(string judged, CancellationToken cancellationToken)
    {
        using DuckDbResult counted = connection.Query($"SELECT count(*) - count({StepOutcome.ReasonColumn}), count({StepOutcome.ReasonColumn}) FROM ({judged})", cancellationToken);
        object?[] counts = counted.Rows().Single();
        return ((long)counts[0]!, (long)counts[1]!);
    }

    public void Dispose()
    {
        foreach (string table in _tables) connection.Execute($"DROP TABLE IF EXISTS {table}", CancellationToken.None);
        _tables.Clear();
    }
}
