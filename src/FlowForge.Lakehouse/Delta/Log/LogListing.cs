using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>The files of a checkpoint, all of its parts.</summary>
internal sealed record CheckpointFiles(long Version, IReadOnlyList<StoreFile> Parts);

/// <summary>A file with what several commits did together.</summary>
internal sealed record CompactedFile(long First, long Last, StoreFile File);

/// <summary>What lies in <c>_delta_log</c> at one moment.</summary>
/// <remarks>The listing alone decides; <c>_last_checkpoint</c> is a hint that may be missing, torn or wrong, and is not asked.</remarks>
internal sealed class LogListing
{
    private readonly SortedDictionary<long, StoreFile> _commits = [];

    private LogListing(ITableStore store) => Store = store;

    internal ITableStore Store { get; }

    internal IReadOnlyDictionary<long, StoreFile> Commits => _commits;

    /// <summary>Complete ones only, the newest first.</summary>
    internal IReadOnlyList<CheckpointFiles> Checkpoints { get; private set; } = [];

    internal IReadOnlyList<CompactedFile> Compactions { get; private set; } = [];

    internal long LastVersion => Math.Max(_commits.Count > 0 ? _commits.Keys.Last() : -1, Checkpoints.Count > 0 ? Checkpoints[0].Version : -1);

    /// <exception cref="Core.Diagnostics.InputException">There is no table.</exception>
    internal static LogListing Read(ITableStore store)
    {
        LogListing? listing = TryRead(store);
        return listing ?? throw DeltaErrors.NotATable(store.Root);
    }

    /// <summary>Null when there is no table yet.</summary>
    internal static LogListing? TryRead(ITableStore store)
    {
        var listing = new LogListing(store);
        var compactions = new List<CompactedFile>();
        var parts = new Dictionary<(long Version, string Set), SortedDictionary<int, StoreFile>>();
        var complete = new List<CheckpointFiles>();
        foreach (StoreFile file in store.List(LogFileName.Folder))
        {
            switch (LogFileName.Parse(file.Path[(file.Path.LastIndexOf('/') + 1)..]))
            {
                case LogFileName.Commit commit:
                    listing._commits[commit.Version] = file;
                    break;
                case LogFileName.Compaction compaction:
                    compactions.Add(new CompactedFile(compaction.First, compaction.Last, file));
                    break;
                case LogFileName.Checkpoint checkpoint:
                    if (!parts.TryGetValue((checkpoint.Version, checkpoint.Set), out SortedDictionary<int, StoreFile>? known)) parts[(checkpoint.Version, checkpoint.Set)] = known = [];
                    known[checkpoint.Part] = file;
                    if (known.Count == checkpoint.Parts) complete.Add(new CheckpointFiles(checkpoint.Version, [.. known.Values]));
                    break;
            }
        }
        if (listing._commits.Count == 0 && complete.Count == 0) return null;
        listing.Checkpoints = [.. complete.OrderByDescending(checkpoint => checkpoint.Version).ThenBy(checkpoint => checkpoint.Parts.Count)];
        listing.Compactions = [.. compactions.OrderBy(compaction => compaction.First).ThenByDescending(compaction => compaction.Last)];
        return listing;
    }
}
