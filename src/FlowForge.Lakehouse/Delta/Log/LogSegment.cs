using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>The files that make a version: a checkpoint or none, and the commits after it in order, some of them compacted.</summary>
internal sealed record LogSegment(long Version, CheckpointFiles? Checkpoint, IReadOnlyList<StoreFile> Commits)
{
    /// <summary>Ways to make a version, the shortest first. A damaged checkpoint makes the next one worth trying: both give the same state.</summary>
    /// <exception cref="Core.Diagnostics.InputException">A commit is missing, or the version is not there.</exception>
    internal static IEnumerable<LogSegment> Candidates(LogListing listing, long version)
    {
        CheckpointFiles[] usable = [.. listing.Checkpoints.Where(checkpoint => checkpoint.Version <= version)];
        foreach (CheckpointFiles checkpoint in usable) yield return new LogSegment(version, checkpoint, CommitsAfter(listing, checkpoint.Version, version));
        if (usable.Length == 0 || listing.CommitOf(0) is not null) yield return new LogSegment(version, null, CommitsAfter(listing, -1, version));
    }

    private static List<StoreFile> CommitsAfter(LogListing listing, long after, long version)
    {
        var files = new List<StoreFile>();
        for (long next = after + 1; next <= version;)
        {
            if (listing.Compactions.FirstOrDefault(compacted => compacted.First == next && compacted.Last <= version && compacted.Last > compacted.First) is { } compaction)
            {
                files.Add(compaction.File);
                next = compaction.Last + 1;
            }
            else
            {
                files.Add(listing.CommitOf(next) ?? throw Missing(listing, next, version));
                next++;
            }
        }
        return files;
    }

    private static Core.Diagnostics.InputException Missing(LogListing listing, long gap, long version)
    {
        string why = gap == 0
            ? $"the log begins with version {(listing.Commits.Count > 0 ? listing.Commits[0].Version : version)} and has no checkpoint before it."
            : $"versions up to {version} are there.";
        return DeltaErrors.MissingLogFile(listing.Store.Root, LogFileName.OfCommit(gap), why);
    }
}
