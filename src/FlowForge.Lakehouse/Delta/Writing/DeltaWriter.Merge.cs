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
        string pairs = $"merge_pairs_{id}", alone = $"merge_alone_{id}", rewritten = $"merge_rows_{id}";
        var sql = new MergeSql(merge, snapshot.Schema, source, pairs);
        DeltaAction.Add[] files = [.. snapshot.FilesFor(null)];
        TableRead.CheckPlaces(snapshot, files.Select(ScanFile.Of));
        try
        {
            string target = Positioned(snapshot, files, out RowFunction? function);
            int[] touched;
            using (function)
            {
                _connection.Execute($"CREATE OR REPLACE TEMP TABLE {pairs} AS {sql.Pairs(target)}", cancellationToken);
                RefuseAmbiguous(merge, pairs, cancellationToken);
                string none = $"SELECT 0::UBIGINT AS file_index, 0::BIGINT AS file_row_number, 0 AS clause WHERE false";
                _connection.Execute($"CREATE OR REPLACE TEMP TABLE {alone} AS SELECT * FROM ({(merge.NotMatchedBySource.Count == 0 ? none : sql.Alone(target))}) WHERE clause IS NOT NULL", cancellationToken);
                using DuckDbResult places = _connection.Query($"SELECT DISTINCT file_index FROM (SELECT file_index FROM {pairs} WHERE clause IS NOT NULL UNION ALL SELECT file_index FROM {alone}) ORDER BY 1", cancellationToken);
                touched = [.. places.Rows().Select(row => (int)(ulong)row[0]!)];
            }

            Transaction transaction = Begin(snapshot, "MERGE", notes, ("predicate", $"[\"{System.Text.Json.JsonEncodedText.Encode(merge.On)}\"]"));
            transaction.Scope = ReadScope.Everything;
            var written = new List<WrittenFile>();
            string changes = $"SELECT *, 'insert' AS {ChangeFeed.TypeColumn} FROM ({sql.Inserted()})";
            if (touched.Length > 0)
            {
                // The places of the matches count in the list of all files, those of this scan in the list of the files it reads.
                string part = $"SELECT * REPLACE (list_extract([{string.Join(", ", touched)}], file_index::BIGINT + 1)::UBIGINT AS file_index) FROM ({Positioned(snapshot, [.. touched.Select(index => files[index])], out RowFunction? again)})";
                using (again) _connection.Execute($"CREATE OR REPLACE TEMP TABLE {rewritten} AS {sql.Rewritten(part, alone)}", cancellationToken);
                written.AddRange(WriteRows(sql.Staying(rewritten), snapshot.Schema, snapshot.Metadata, cancellationToken));
                changes += $" UNION ALL {sql.Changes(rewritten)}";
                Measure(transaction, rewritten, cancellationToken);
            }
            long copied = written.Sum(file => file.Rows);
            if (merge.NotMatched.Count > 0) written.AddRange(WriteRows(sql.Inserted(), snapshot.Schema, snapshot.Metadata, cancellationToken));
            if (touched.Length == 0 && written.Count == 0) return null;
            if (snapshot.IsSet(RowRewrite.ChangeFeedProperty)) transaction.Actions.AddRange(WriteChanges(changes, snapshot, cancellationToken));
            Replace(transaction, [.. touched.Select(index => files[index])], written);
            transaction.Metrics["numTargetRowsInserted"] = Count(written.Sum(file => file.Rows) - copied);
            transaction.Metrics["numOutputRows"] = Count(written.Sum(file => file.Rows));
            return transaction;
        }
        finally
        {
            foreach (string table in (string[])[pairs, alone, rewritten]) _connection.Execute($"DROP TABLE IF EXISTS {table}", CancellationToken.None);
        }
    }

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

    private void Measure(Transaction transaction, string rewritten, CancellationToken cancellationToken)
    {
        long CountOf(string condition) => _connection.Scalar<long>($"SELECT count(*) FROM {rewritten} WHERE {condition}", cancellationToken);
        transaction.Metrics["numTargetRowsUpdated"] = Count(CountOf("__change = 'update'"));
        transaction.Metrics["numTargetRowsDeleted"] = Count(CountOf("__change = 'delete'"));
        transaction.Metrics["numTargetRowsCopied"] = Count(CountOf("__change IS NULL"));
    }
}
