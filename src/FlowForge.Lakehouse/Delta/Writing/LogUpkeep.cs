using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Keeps the log short: a checkpoint every few versions, and commits deleted that are older than the table keeps them.</summary>
internal sealed class LogUpkeep(DeltaTable table, DuckDbConnection connection, WriterOptions options)
{
    private static readonly TimeSpan s_logRetention = TimeSpan.FromDays(30);

    /// <summary>Does what is due after a version. The version stands whatever becomes of this, so a failure here is not one of the write.</summary>
    /// <param name="interval">Versions between two checkpoints.</param>
    internal void After(long version, int interval, CancellationToken cancellationToken)
    {
        if (version == 0 || version % interval != 0) return;
        try
        {
            Snapshot snapshot = table.At(version, cancellationToken);
            // A table with V2 checkpoints is left to writers that make them.
            if (snapshot.Property("delta.checkpointPolicy") is not (null or "classic")) return;
            new CheckpointWriter(table.Store, connection, options).Write(snapshot, cancellationToken);
            CleanUp(snapshot);
        }
        catch (Exception failure) when (failure is IOException or DuckDbException or UnauthorizedAccessException or Core.Diagnostics.InputException)
        {
            // The next version that is due tries again.
        }
    }

    /// <summary>Deletes the log's files before the newest checkpoint that all versions still kept can be built from.</summary>
    private void CleanUp(Snapshot snapshot)
    {
        if (bool.TryParse(snapshot.Property("delta.enableExpiredLogCleanup"), out bool isOn) && !isOn) return;
        if (TableInterval.Parse(snapshot.Property("delta.logRetentionDuration"), s_logRetention) is not { } retention) return;
        DateTimeOffset oldest = options.Clock.GetUtcNow() - retention;
        LogListing listing = LogListing.Read(table.Store);
        long firstKept = listing.Commits.Where(commit => commit.File.Modified >= oldest).Select(commit => commit.Version).DefaultIfEmpty(listing.LastVersion).Min();
        if (listing.Checkpoints.FirstOrDefault(checkpoint => checkpoint.Version <= firstKept) is not { } basis) return;
        foreach (StoreFile file in table.Store.List(LogFileName.Folder))
        {
            bool isOld = LogFileName.Parse(file.Name) switch
            {
                LogFileName.Commit commit => commit.Version < basis.Version,
                LogFileName.Checksum checksum => checksum.Version < basis.Version,
                LogFileName.Compaction compaction => compaction.Last < basis.Version,
                LogFileName.Checkpoint { Set: "" } checkpoint => checkpoint.Version < basis.Version,
                // Drafts of writers that were killed before or after they gave a commit its name.
                null => file.Name.StartsWith('.') && file.Name.EndsWith(".tmp", StringComparison.Ordinal),
                // Sidecars of V2 checkpoints would be left behind, and parts of others belong to their writers.
                _ => false,
            };
            if (isOld && file.Modified < oldest) table.Store.Delete(file.Path);
        }
    }
}
