using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Features;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Writes a Delta table. Each call is one commit, or none: others see all of it or nothing. Any number of writers, in any processes, may work at one time.</summary>
/// <remarks>Not thread-safe: it works through one connection, whose time zone it sets to UTC.
/// When another writer is in the way, the operation is done anew on what that one left, up to <see cref="WriterOptions.MaxAttempts"/> times.</remarks>
public sealed partial class DeltaWriter
{
    private readonly DeltaTable _table;
    private readonly DuckDbConnection _connection;
    private readonly WriterOptions _options;

    /// <summary>Files of the write at hand, that no commit names yet.</summary>
    private readonly List<string> _drafts = [];

    /// <param name="connection">Where the queries that give the rows can run.</param>
    public DeltaWriter(DeltaTable table, DuckDbConnection connection, WriterOptions options)
    {
        (_table, _connection, _options) = (table, connection, options);
        DeltaRelation.Prepare(connection);
    }

    private string Root => _table.Store.Root;

    private TableExpressions Expressions => field ??= new TableExpressions(Root, _connection);

    /// <summary>Does an operation until it stands in the log.</summary>
    /// <param name="prepare">Reads and writes files and says what to commit; null when there is nothing to change.</param>
    private WriteResult Run(CommitNotes notes, Func<Snapshot, Transaction?> prepare, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Snapshot snapshot = _table.Latest(cancellationToken);
            WriterSupport.Check(snapshot);
            if (notes.Transaction is { } mine && snapshot.Transactions.TryGetValue(mine.AppId, out DeltaAction.AppTransaction? last) && last.Version >= mine.Version)
                return new WriteResult(snapshot.Version, IsNew: false, new Dictionary<string, string>());
            if (Draft(() => prepare(snapshot)) is not { } transaction) return new WriteResult(snapshot.Version, IsNew: false, new Dictionary<string, string>());
            if (TryCommit(transaction, isLast: attempt == _options.MaxAttempts, cancellationToken) is { } result) return result;
        }
    }

    private WriteResult? TryCommit(Transaction transaction, bool isLast, CancellationToken cancellationToken)
    {
        long version;
        try
        {
            version = transaction.Commit(cancellationToken);
        }
        catch (DeltaConflictException conflict)
        {
            Discard();
            if (isLast || !conflict.IsTransient) throw;
            return null;
        }
        catch (Exception refused) when (refused is InputException or OperationCanceledException)
        {
            // These come before a commit's file is there. After others it may be there all the same, and needs its data.
            Discard();
            throw;
        }
        new LogUpkeep(_table, _connection, _options).After(version, transaction.CheckpointInterval, cancellationToken);
        return new WriteResult(version, IsNew: true, transaction.Metrics);
    }

    /// <summary>Prepares a write; when that fails, nothing is left of it.</summary>
    private T Draft<T>(Func<T> prepare)
    {
        _drafts.Clear();
        try
        {
            return prepare();
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Removes the files of a write that did not come to be; nobody knows them.</summary>
    private void Discard()
    {
        foreach (string path in _drafts) _table.Store.Delete(path);
    }

    private IReadOnlyList<WrittenFile> WriteRows(string sql, TableSchema schema, DeltaAction.Metadata metadata, CancellationToken cancellationToken) =>
        WriteFiles(sql, schema, metadata.Configuration, "", [], cancellationToken);

    private IReadOnlyList<WrittenFile> WriteFiles(string sql, TableSchema schema, IReadOnlyDictionary<string, string> properties, string folder, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        IReadOnlyList<WrittenFile> written = new DataFileWriter(_table.Store, _connection, _options).Write(sql, schema, properties, folder, extra, cancellationToken);
        _drafts.AddRange(written.Select(file => DataPath.Decode(file.Add.Path)));
        return written;
    }

    /// <summary>Writes rows with their kind of change for the change feed.</summary>
    private IEnumerable<DeltaAction.ChangeFile> WriteChanges(string sql, TableSchema schema, CancellationToken cancellationToken) =>
        WriteFiles(sql, schema, new Dictionary<string, string>(), "_change_data/", [ChangeFeed.TypeColumn], cancellationToken)
            .Select(file => new DeltaAction.ChangeFile { Path = file.Add.Path, PartitionValues = file.Add.PartitionValues, Size = file.Add.Size, DataChange = false });

    private IReadOnlyList<Column> ColumnsOf(string sql, CancellationToken cancellationToken)
    {
        using DuckDbResult shape = _connection.Query($"SELECT * FROM ({sql}) LIMIT 0", cancellationToken);
        return shape.Columns;
    }

    private void RefuseIfAppendOnly(Snapshot snapshot)
    {
        if (snapshot.IsSet("delta.appendOnly")) throw new InputException("delta-append-only", new Location(Root), "the table is append-only (delta.appendOnly = true); rows cannot be changed or deleted.");
    }

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
