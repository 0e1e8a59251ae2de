using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.DeletionVectors;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

public sealed partial class DeltaWriter
{
    private static readonly TimeSpan s_fileRetention = TimeSpan.FromDays(7);

    /// <summary>Writes small files of a partition together, and files without their deleted rows. No row changes.</summary>
    /// <param name="targetBytes">Files below half of it are taken; at least 1 MiB, default 128 MiB.</param>
    public WriteResult Optimize(long targetBytes = 128 << 20, CommitNotes? notes = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetBytes, 1 << 20);
        return Run(notes ?? CommitNotes.None, snapshot =>
        {
            DeltaAction.Add[] taken = [.. snapshot.Files.GroupBy(file => PartitionFolder.Of(snapshot.Schema.PartitionFields, [.. snapshot.Schema.PartitionFields.Select(column => PartitionValue.Of(file.PartitionValues, column))]))
                .SelectMany(partition => WorthWriting(partition, targetBytes)).OrderBy(file => file.Path, StringComparer.Ordinal)];
            if (taken.Length == 0) return null;
            Transaction transaction = Begin(snapshot, "OPTIMIZE", notes, ("predicate", "[]"), ("auto", "false"));
            string sql = new FileScan(_table.Store, snapshot.Schema, [.. taken.Select(ScanFile.Of)]).ToSql(snapshot.Schema.Fields, out RowFunction? function);
            using (function)
            {
                // Constraints held when the rows came; these are the same rows.
                Dictionary<string, string> properties = snapshot.Metadata.Configuration.Where(property => !property.Key.StartsWith(RowChecks.ConstraintPrefix, StringComparison.Ordinal)).ToDictionary();
                IReadOnlyList<WrittenFile> written = WriteFiles(sql, snapshot.Schema, properties, "", [], cancellationToken);
                foreach (DeltaAction.Add file in taken) transaction.Remove(file, dataChange: false);
                transaction.Actions.AddRange(written.Select(file => file.Add with { DataChange = false }));
                transaction.Metrics["numRemovedFiles"] = Count(taken.Length);
                transaction.Metrics["numRemovedBytes"] = Count(taken.Sum(file => file.Size));
                transaction.Metrics["numAddedFiles"] = Count(written.Count);
                transaction.Metrics["numAddedBytes"] = Count(written.Sum(file => file.Add.Size));
            }
            return transaction;
        }, cancellationToken);
    }

    private static DeltaAction.Add[] WorthWriting(IEnumerable<DeltaAction.Add> partition, long targetBytes)
    {
        DeltaAction.Add[] files = [.. partition.Where(file => file.Size < targetBytes / 2 || file.DeletionVector is not null)];
        return files.Length > 1 || files.Any(file => file.DeletionVector is not null) ? files : [];
    }

    /// <summary>Makes an older version the newest one.</summary>
    /// <exception cref="InputException">The version is not there, a vacuum deleted files of it, or the table is append-only.</exception>
    public WriteResult Restore(long version, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            Snapshot wanted = _table.At(version, cancellationToken);
            Dictionary<FileKey, DeltaAction.Add> target = wanted.Files.ToDictionary(file => file.Key), current = snapshot.Files.ToDictionary(file => file.Key);
            DeltaAction.Add[] back = [.. wanted.Files.Where(file => !current.ContainsKey(file.Key))], gone = [.. snapshot.Files.Where(file => !target.ContainsKey(file.Key))];
            HashSet<string> present = [.. _table.Store.ListAll().Select(file => file.Path)];
            if (back.FirstOrDefault(file => DataPath.Decode(file.Path) is var path && !Path.IsPathRooted(path) && !present.Contains(path)) is { } missing)
                throw new InputException("delta-restore", new Location(Root, Part: missing.Path), $"version {version} cannot be restored: this file of it was deleted by a vacuum.");
            if (gone.Length > 0) RefuseIfAppendOnly(snapshot);
            Transaction transaction = Begin(snapshot, "RESTORE", notes, ("version", Count(version)));
            transaction.Scope = ReadScope.Everything;
            DeltaAction.Metadata metadata = InCommitTimes.Kept(KeepIds(wanted.Metadata, snapshot), snapshot);
            if (metadata.SchemaString != snapshot.Metadata.SchemaString || !metadata.Configuration.OrderBy(entry => entry.Key).SequenceEqual(snapshot.Metadata.Configuration.OrderBy(entry => entry.Key)) || !metadata.PartitionColumns.SequenceEqual(snapshot.Metadata.PartitionColumns))
                transaction.Actions.Add(metadata);
            foreach (DeltaAction.Add file in gone) transaction.Remove(file);
            transaction.Actions.AddRange(back.Select(file => file with { DataChange = true }));
            if (transaction.Actions.Count == 0) return null;
            transaction.Metrics["tableSizeAfterRestore"] = Count(wanted.Files.Sum(file => file.Size));
            transaction.Metrics["numOfFilesAfterRestore"] = Count(wanted.Files.Count);
            transaction.Metrics["numRemovedFiles"] = Count(gone.Length);
            transaction.Metrics["numRestoredFiles"] = Count(back.Length);
            transaction.Metrics["removedFilesSize"] = Count(gone.Sum(file => file.Size));
            transaction.Metrics["restoredFilesSize"] = Count(back.Sum(file => file.Size));
            return transaction;
        }, cancellationToken);

    /// <summary>An older version's metadata, which gives no id of a column away again that a newer one had.</summary>
    private static DeltaAction.Metadata KeepIds(DeltaAction.Metadata wanted, Snapshot snapshot)
    {
        if (!int.TryParse(snapshot.Property(MaxIdProperty), NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            || !int.TryParse(wanted.Configuration.GetValueOrDefault(MaxIdProperty), NumberStyles.None, CultureInfo.InvariantCulture, out int then)) return wanted;
        return wanted with { Configuration = new Dictionary<string, string>(wanted.Configuration) { [MaxIdProperty] = SchemaMatch.Number(Math.Max(last, then)) } };
    }

    /// <summary>Deletes files that no version younger than the retention names, and answers their paths.</summary>
    /// <param name="retention">Null: what the table says (<c>delta.deletedFileRetentionDuration</c>), 7 days when it says nothing. Readers of older versions and writers that take longer would lose files.</param>
    /// <param name="dryRun">Only answers.</param>
    /// <exception cref="InputException">The table's own retention cannot be read.</exception>
    public IReadOnlyList<string> Vacuum(TimeSpan? retention = null, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        Snapshot snapshot = _table.Latest(cancellationToken);
        Features.WriterSupport.Check(snapshot);
        TimeSpan kept = retention ?? TableInterval.Parse(snapshot.Property("delta.deletedFileRetentionDuration"), s_fileRetention)
            ?? throw new InputException("delta-property", new Location(Root), $"delta.deletedFileRetentionDuration = '{snapshot.Property("delta.deletedFileRetentionDuration")}' is not an interval.");
        DateTimeOffset oldest = _options.Clock.GetUtcNow() - kept;
        NeededFiles needed = NeededFiles.Of(snapshot, oldest.ToUnixTimeMilliseconds());
        string[] useless = [.. _table.Store.ListAll().Where(file => file.Modified < oldest && IsData(file.Path, snapshot.Schema) && !needed.Has(file)).Select(file => file.Path).Order(StringComparer.Ordinal)];
        if (dryRun) return useless;
        foreach (string path in useless)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _table.Store.Delete(path);
        }
        return useless;
    }

    // Names that begin with a dot or an underscore belong to others, but for the change feed, partitions named so, and drafts left by a writer of ours.
    private static bool IsData(string path, TableSchema schema)
    {
        string first = path.Split('/')[0];
        if (first.StartsWith(LocalTableStore.StagingPrefix, StringComparison.Ordinal) || first == "_change_data") return true;
        return first[0] is not ('.' or '_') || schema.PartitionFields.Any(column => first.StartsWith(column.PhysicalName + "=", StringComparison.Ordinal));
    }
}
