using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Which rows an operation is about.</summary>
/// <param name="Sql">A condition over the table's columns, in the engine's SQL; null and false both mean: not this row.</param>
/// <param name="Files">The same or a weaker condition, to pass over files that cannot have such a row; null: all files are looked at.</param>
public sealed record RowCondition(string Sql, DeltaPredicate? Files = null);

/// <summary>The files that have rows for which a condition holds: they are written anew.</summary>
internal sealed class RowRewrite : IDisposable
{
    internal const string ChangeFeedProperty = "delta.enableChangeDataFeed";

    private readonly RowFunction? _function;
    private readonly string _sql;
    private readonly string _condition;

    private RowRewrite(Snapshot snapshot, IReadOnlyList<DeltaAction.Add> files, string condition)
    {
        Files = files;
        _condition = condition;
        _sql = new FileScan(snapshot.Store, snapshot.Schema, [.. files.Select(ScanFile.Of)]).ToSql(snapshot.Schema.Fields, out _function);
    }

    internal IReadOnlyList<DeltaAction.Add> Files { get; }

    internal static RowRewrite Find(DuckDbConnection connection, Snapshot snapshot, RowCondition condition, CancellationToken cancellationToken)
    {
        DeltaAction.Add[] candidates = [.. snapshot.FilesFor(condition.Files)];
        TableRead.CheckPlaces(snapshot, candidates.Select(ScanFile.Of));
        string sql = new FileScan(snapshot.Store, snapshot.Schema, [.. candidates.Select(ScanFile.Of)]) { WithPositions = true }.ToSql(snapshot.Schema.Fields, out RowFunction? function);
        using (function)
        using (DuckDbResult touched = connection.Query($"SELECT DISTINCT file_index FROM ({sql}) WHERE {condition.Sql} ORDER BY 1", cancellationToken))
            return new RowRewrite(snapshot, [.. touched.Rows().Select(row => candidates[(int)(ulong)row[0]!])], condition.Sql);
    }

    /// <summary>The rows of these files for which the condition holds, or all others.</summary>
    internal string Rows(bool matching) => $"SELECT * FROM ({_sql}) WHERE ({_condition}) IS {(matching ? "" : "NOT ")}TRUE";

    /// <summary>The same with the kind of change.</summary>
    internal string Tagged(string changeType, bool matching) => $"SELECT *, '{changeType}' AS {ChangeFeed.TypeColumn} FROM ({Rows(matching)})";

    /// <summary>All rows of these files.</summary>
    internal string AllRows => _sql;

    internal string Condition => _condition;

    public void Dispose() => _function?.Dispose();
}
