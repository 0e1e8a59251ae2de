using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>The file of a commit.</summary>
internal sealed record CommitFile(long Version, StoreFile File);

/// <summary>The files of a checkpoint, all of its parts.</summary>
internal sealed record CheckpointFiles(long Version, IReadOnlyList<StoreFile> Parts);

/// <summary>A file with what several commits did together.</summary>
internal sealed record CompactedFile(long First, long Last, StoreFile File);

/// <summary>What lies in <c>_delta_log</c> at one moment.</summary>
/// <remarks>The listing alone decides; <c>_last_checkpoint</c> is a hint that may be missing, torn or wrong, and is not asked.
/// A list taken while others commit is not of one moment: a name may be missing in it that a later one has.</remarks>
internal sealed class LogListing
{
    private readonly List<CommitFile> _commits = [];

    private LogListing(ITableStore store) => Store = store;

    internal ITableStore Store { get; }

    /// <summary>In order of versions.</summary>
    internal IReadOnlyList<CommitFile> Commits => _commits;

    /// <summary>Complete ones only, the newest first.</summary>
    internal IReadOnlyList<CheckpointFiles> Checkpoints { get; private set; } = [];

    internal IReadOnlyList<CompactedFile> Compactions { get; private set; } = [];

    internal long LastVersion => Math.Max(_commits.Count > 0 ? _commits[^1].Version : -1, Checkpoints.Count > 0 ? Checkpoints[0].Version : -1);

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
        var checkpoints = new CheckpointParts();
        foreach (StoreFile file in store.List(LogFileName.Folder))
        {
            switch (LogFileName.Parse(file.Name))
            {
                case LogFileName.Commit commit:
                    listing._commits.Add(new CommitFile(commit.Version, file));
                    break;
                case LogFileName.Compaction compaction:
                    compactions.Add(new CompactedFile(compaction.First, compaction.Last, file));
                    break;
                case LogFileName.Checkpoint checkpoint:
                    checkpoints.Add(checkpoint, file);
                    break;
            }
        }
        if (listing._commits.Count == 0 && checkpoints.Complete.Count == 0) return null;
        listing._commits.Sort(static (left, right) => left.Version.CompareTo(right.Version));
        listing.Checkpoints = [.. checkpoints.Complete.OrderByDescending(checkpoint => checkpoint.Version).ThenBy(checkpoint => checkpoint.Parts.Count)];
        listing.Compactions = [.. compactions.OrderBy(compaction => compaction.First).ThenByDescending(compaction => compaction.Last)];
        return listing;
    }

    /// <summary>The file of a commit; null when it is not listed.</summary>
    internal StoreFile? CommitOf(long version)
    {
        int low = 0, high = _commits.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_commits[middle].Version == version) return _commits[middle].File;
            if (_commits[middle].Version < version) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>Brings the parts of checkpoints together.</summary>
    private sealed class CheckpointParts
    {
        private readonly Dictionary<string, List<(int Part, StoreFile File)>> _sets = [];

        internal List<CheckpointFiles> Complete { get; } = [];

        internal void Add(LogFileName.Checkpoint checkpoint, StoreFile file)
        {
            if (checkpoint.Parts == 1)
            {
                Complete.Add(new CheckpointFiles(checkpoint.Version, [file]));
                return;
            }
            string set = $"{checkpoint.Version}.{checkpoint.Set}";
            if (!_sets.TryGetValue(set, out List<(int Part, StoreFile File)>? parts)) _sets[set] = parts = [];
            parts.Add((checkpoint.Part, file));
            if (parts.Count == checkpoint.Parts) Complete.Add(new CheckpointFiles(checkpoint.Version, [.. parts.OrderBy(part => part.Part).Select(part => part.File)]));
        }
    }
}
