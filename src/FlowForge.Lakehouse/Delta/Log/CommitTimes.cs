using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>When a version was committed.</summary>
internal readonly record struct CommitTime(long Version, DateTimeOffset Time);

/// <summary>The times of commits: written in the commit where the table asks for that, otherwise its file's, made to grow from version to version.</summary>
internal static class CommitTimes
{
    /// <summary>In order of versions.</summary>
    internal static IReadOnlyList<CommitTime> Of(LogListing listing) => [.. History(listing, default).Select(entry => new CommitTime(entry.Version, entry.Timestamp))];

    /// <exception cref="Core.Diagnostics.InputException">A commit between two others is missing.</exception>
    internal static IReadOnlyList<HistoryEntry> Whole(LogListing listing, CancellationToken cancellationToken)
    {
        for (int i = 1; i < listing.Commits.Count; i++) CheckNeighbours(listing.Store, listing.Commits[i - 1].Version, listing.Commits[i].Version);
        return History(listing, cancellationToken);
    }

    /// <exception cref="Core.Diagnostics.InputException">There are versions between the two.</exception>
    internal static void CheckNeighbours(ITableStore store, long version, long next)
    {
        if (next > version + 1) throw DeltaErrors.MissingLogFile(store.Root, LogFileName.OfCommit(version + 1), $"versions {version} and {next} are there.");
    }

    internal static IReadOnlyList<HistoryEntry> History(LogListing listing, CancellationToken cancellationToken)
    {
        var entries = new List<HistoryEntry>(listing.Commits.Count);
        DateTimeOffset previous = DateTimeOffset.MinValue;
        foreach ((long version, StoreFile file) in listing.Commits)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeltaAction.CommitInfo? info = InfoOf(listing.Store, file);
            DateTimeOffset time = info?.InCommitTimestamp is { } written ? DateTimeOffset.FromUnixTimeMilliseconds(written) : Grown(file.Modified, previous);
            entries.Add(new HistoryEntry(version, time, info));
            previous = time;
        }
        return entries;
    }

    // Files copied together may have equal or crossed times; readers agree to count a millisecond on.
    private static DateTimeOffset Grown(DateTimeOffset modified, DateTimeOffset previous)
    {
        DateTimeOffset whole = DateTimeOffset.FromUnixTimeMilliseconds(modified.ToUnixTimeMilliseconds());
        return whole > previous ? whole : previous.AddMilliseconds(1);
    }

    private static DeltaAction.CommitInfo? InfoOf(ITableStore store, StoreFile commit) =>
        CommitReader.Read(store, commit.Path).OfType<DeltaAction.CommitInfo>().FirstOrDefault();
}
