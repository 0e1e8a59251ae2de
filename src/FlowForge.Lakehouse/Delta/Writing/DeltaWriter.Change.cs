using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

public sealed partial class DeltaWriter
{
    /// <summary>Deletes rows: the files that have some are written anew without them.</summary>
    /// <exception cref="InputException">The table is append-only.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Delete(RowCondition condition, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            RefuseIfAppendOnly(snapshot);
            using RowRewrite rewrite = RowRewrite.Find(_connection, snapshot, condition, cancellationToken);
            if (rewrite.Files.Count == 0) return null;
            Transaction transaction = Begin(snapshot, "DELETE", notes, ("predicate", $"[\"{System.Text.Json.JsonEncodedText.Encode(condition.Sql)}\"]"));
            transaction.Scope = ReadScope.Of(condition.Files, snapshot.Schema);
            long deleted = _connection.Scalar<long>($"SELECT count(*) FROM ({rewrite.Rows(matching: true)})", cancellationToken);
            IReadOnlyList<WrittenFile> kept = WriteRows(rewrite.Rows(matching: false), snapshot.Schema, snapshot.Metadata, cancellationToken);
            if (snapshot.IsSet(RowRewrite.ChangeFeedProperty)) transaction.Actions.AddRange(WriteChanges(rewrite.Tagged("delete", matching: true), snapshot.Schema, cancellationToken));
            Replace(transaction, rewrite.Files, kept);
            transaction.Metrics["numDeletedRows"] = Count(deleted);
            transaction.Metrics["numCopiedRows"] = Count(kept.Sum(file => file.Rows));
            return transaction;
        }, cancellationToken);

    /// <summary>Sets columns of rows: the files that have some are written anew.</summary>
    /// <param name="values">By column: an expression over the row as it was, in the engine's SQL.</param>
    /// <exception cref="InputException">There is no such column, a changed row is not allowed in the table, or the table is append-only.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Update(IReadOnlyDictionary<string, string> values, RowCondition condition, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            RefuseIfAppendOnly(snapshot);
            if (values.Keys.FirstOrDefault(name => snapshot.Schema.Find(name) is null) is { } unknown) throw DeltaErrors.NoColumn(Root, unknown, snapshot.Schema);
            using RowRewrite rewrite = RowRewrite.Find(_connection, snapshot, condition, cancellationToken);
            if (rewrite.Files.Count == 0) return null;
            Transaction transaction = Begin(snapshot, "UPDATE", notes, ("predicate", $"[\"{System.Text.Json.JsonEncodedText.Encode(condition.Sql)}\"]"));
            transaction.Scope = ReadScope.Of(condition.Files, snapshot.Schema);
            string changed = Expressions.Generate(Set(rewrite.Rows(matching: true), snapshot.Schema, values), snapshot.Schema, name => values.Keys.Contains(name, StringComparer.OrdinalIgnoreCase));
            long updated = _connection.Scalar<long>($"SELECT count(*) FROM ({rewrite.Rows(matching: true)})", cancellationToken);
            IReadOnlyList<WrittenFile> written = WriteRows($"{rewrite.Rows(matching: false)} UNION ALL {changed}", snapshot.Schema, snapshot.Metadata, cancellationToken);
            if (snapshot.IsSet(RowRewrite.ChangeFeedProperty))
                transaction.Actions.AddRange(WriteChanges($"{rewrite.Tagged("update_preimage", matching: true)} UNION ALL SELECT *, 'update_postimage' FROM ({changed})", snapshot.Schema, cancellationToken));
            Replace(transaction, rewrite.Files, written);
            transaction.Metrics["numUpdatedRows"] = Count(updated);
            transaction.Metrics["numCopiedRows"] = Count(written.Sum(file => file.Rows) - updated);
            return transaction;
        }, cancellationToken);

    private static string Set(string rows, TableSchema schema, IReadOnlyDictionary<string, string> values)
    {
        Dictionary<string, string> byName = new(values, StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> columns = schema.Fields.Select(field => byName.TryGetValue(field.Name, out string? value)
            ? $"CAST({value} AS {field.Type.ToDataType()}) AS {SqlName.Quote(field.Name)}"
            : SqlName.Quote(field.Name));
        return $"SELECT {string.Join(", ", columns)} FROM ({rows})";
    }

    private static void Replace(Transaction transaction, IReadOnlyList<DeltaAction.Add> old, IReadOnlyList<WrittenFile> written)
    {
        foreach (DeltaAction.Add file in old) transaction.Remove(file);
        transaction.Actions.AddRange(written.Select(file => file.Add));
        transaction.Metrics["numRemovedFiles"] = Count(old.Count);
        transaction.Metrics["numRemovedBytes"] = Count(old.Sum(file => file.Size));
        transaction.Metrics["numAddedFiles"] = Count(written.Count);
        transaction.Metrics["numAddedBytes"] = Count(written.Sum(file => file.Add.Size));
    }
}
