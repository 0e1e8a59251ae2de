using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Lakehouse.Delta.Writing;

public sealed partial class DeltaWriter
{
    /// <summary>Merges rows into the table: the files with rows that change are written anew, new rows are added.</summary>
    /// <exception cref="InputException">Several rows of the source would change one row of the table, a column is not in it, or a row is not allowed in it.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Merge(Merge merge, CommitNotes? notes = null, CancellationToken cancellationToken = default)
    {
        string id = RandomId.Next().ToString("N");
        string source = $"merge_source_{id}";
        _connection.Execute($"CREATE TEMP TABLE {source} AS SELECT *, row_number() OVER () AS __source_row FROM ({merge.Source})", cancellationToken);
        try
        {
            return Run(notes ?? CommitNotes.None, snapshot => Prepare(snapshot, merge, source, id, notes, cancellationToken), cancellationToken);
        }
        finally
        {
            _connection.Execute($"DROP TABLE {source}", CancellationToken.None);
        }
    }

    private Transaction? Prepare(Snapshot snapshot, Merge merge, string source, string id, CommitNotes? notes, CancellationToken cancellationToken)
    {
        if (merge.Matched.Count + merge.NotMatchedBySource.Count > 0) RefuseIfAppendOnly(snapshot);
        CheckColumns(snapshot, merge);
        var sql = new MergeSql(merge, snapshot.Schema, source, id, Expressions);
        RowFunction? function = null;
        try
        {
            var matching = MergeFiles.Of(merge, snapshot.Schema, source, _connection, cancellationToken);
            DeltaAction.Add[] files = [.. snapshot.FilesFor(null).Where(matching.MayMatch)];
            TableRead.CheckPlaces(snapshot, files.Select(ScanFile.Of));
            int[] touched = FindTouched(snapshot, merge, sql, files, cancellationToken);

            Transaction transaction = Begin(snapshot, "MERGE", notes, ("predicate", $"[\"{System.Text.Json.JsonEncodedText.Encode(merge.On)}\"]"));
            transaction.Scope = ReadScope.Where(matching.MayMatch);
            DeltaAction.Add[] old = [.. touched.Select(index => files[index])];
            string? target = touched.Length == 0 ? null : Placed(snapshot, old, touched, out function);
            IReadOnlyList<WrittenFile> rewritten = target is null ? [] : WriteRows(sql.Staying(target), snapshot.Schema, snapshot.Metadata, cancellationToken);
            IReadOnlyList<WrittenFile> added = merge.NotMatched.Count == 0 ? [] : WriteRows(sql.Inserted(), snapshot.Schema, snapshot.Metadata, cancellationToken);
            if (touched.Length == 0 && added.Count == 0) return null;
            if (snapshot.IsSet(RowRewrite.ChangeFeedProperty)) transaction.Actions.AddRange(WriteChanges(sql.Changes(target), snapshot.Schema, cancellationToken));
            Replace(transaction, old, [.. rewritten, .. added]);
            CountRows(transaction, sql, rewritten.Sum(file => file.Rows), added.Sum(file => file.Rows), cancellationToken);
            return transaction;
        }
        finally
        {
            function?.Dispose();
            foreach (string table in sql.Scratch) _connection.Execute($"DROP TABLE IF EXISTS {table}", CancellationToken.None);
        }
    }

    /// <summary>Matches rows, and answers the places of the files that have some to change.</summary>
    private int[] FindTouched(Snapshot snapshot, Merge merge, MergeSql sql, IReadOnlyList<DeltaAction.Add> files, CancellationToken cancellationToken)
    {
        string target = Positioned(snapshot, files, out RowFunction? function);
        using (function)
        {
            _connection.Execute(sql.MakePairs(target), cancellationToken);
            RefuseAmbiguous(merge, sql.Pairs, cancellationToken);
            _connection.Execute(sql.MakeAlone(target), cancellationToken);
            using DuckDbResult places = _connection.Query(sql.TouchedFiles, cancellationToken);
            return [.. places.Rows().Select(row => (int)(ulong)row[0]!)];
        }
    }

    private void CountRows(Transaction transaction, MergeSql sql, long rewritten, long added, CancellationToken cancellationToken)
    {
        using DuckDbResult counted = _connection.Query(sql.Counted, cancellationToken);
        object?[] counts = counted.Rows().Single();
        long updated = (long)counts[0]!, deleted = (long)counts[1]!;
        transaction.Metrics["numTargetRowsUpdated"] = Count(updated);
        transaction.Metrics["numTargetRowsDeleted"] = Count(deleted);
        transaction.Metrics["numTargetRowsCopied"] = Count(rewritten - updated);
        transaction.Metrics["numTargetRowsInserted"] = Count(added);
        transaction.Metrics["numOutputRows"] = Count(rewritten + added);
    }

    /// <summary>The rows of some files with their places in the list of all: the matches know them by these.</summary>
    private string Placed(Snapshot snapshot, IReadOnlyList<DeltaAction.Add> files, int[] places, out RowFunction? function) =>
        $"SELECT * REPLACE (list_extract([{string.Join(", ", places)}], file_index::BIGINT + 1)::UBIGINT AS file_index) FROM ({Positioned(snapshot, files, out function)})";

    private string Positioned(Snapshot snapshot, IReadOnlyList<DeltaAction.Add> files, out RowFunction? function) =>
        new FileScan(_table.Store, snapshot.Schema, [.. files.Select(ScanFile.Of)]) { WithPositions = true }.ToSql(snapshot.Schema.Fields, out function);

    // Several deletions of one row are one deletion; everything else would depend on the order of the source's rows.
    private void RefuseAmbiguous(Merge merge, string pairs, CancellationToken cancellationToken)
    {
        if (merge.Matched is [MergeChange.Delete { Condition: null }]) return;
        long rows = _connection.Scalar<long>($"SELECT count(*) FROM (SELECT 1 FROM {pairs} WHERE clause IS NOT NULL GROUP BY file_index, file_row_number HAVING count(*) > 1)", cancellationToken);
        if (rows > 0) throw new InputException("delta-merge-ambiguous", new Location(Root), $"{rows:N0} rows of the table match several rows of the source, which would each change them.", "Make the source's rows unique by the merge key.");
    }

    private void CheckColumns(Snapshot snapshot, Merge merge)
    {
        IEnumerable<string> named = merge.Matched.Concat(merge.NotMatchedBySource).OfType<MergeChange.Update>().SelectMany(update => update.Values.Keys).Concat(merge.NotMatched.SelectMany(insert => insert.Values.Keys));
        if (named.FirstOrDefault(name => snapshot.Schema.Find(name) is null) is { } unknown) throw DeltaErrors.NoColumn(Root, unknown, snapshot.Schema);
    }
}
