using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta;

/// <summary>A Delta table: its versions and its history. Thread-safe; every call looks at the log anew.</summary>
/// <param name="engine">Reads checkpoints.</param>
public sealed class DeltaTable(ITableStore store, DuckDbDatabase engine)
{
    public ITableStore Store { get; } = store;

    internal DuckDbDatabase Engine { get; } = engine;

    /// <summary>Whether a folder on local disk has a Delta log.</summary>
    public static bool IsTable(string folder) => Directory.Exists(Path.Combine(folder, LogFileName.Folder));

    /// <summary>The newest version.</summary>
    /// <exception cref="InputException">There is no table, its log is damaged, or reading it needs a feature that is not known.</exception>
    public Snapshot Latest(CancellationToken cancellationToken = default) => Listed(listing => Load(listing, listing.LastVersion, cancellationToken), cancellationToken);

    /// <summary>An older version.</summary>
    /// <exception cref="InputException">As for <see cref="Latest"/>, or the version is not there (any more).</exception>
    public Snapshot At(long version, CancellationToken cancellationToken = default) => Listed(
        listing =>
        {
            long first = FirstReadable(listing);
            if (version < first || version > listing.LastVersion) throw DeltaErrors.NoVersion(Store.Root, version, first, listing.LastVersion);
            return Load(listing, version, cancellationToken);
        },
        cancellationToken);

    /// <summary>The version that was the newest at a time.</summary>
    /// <exception cref="InputException">As for <see cref="Latest"/>, or the time is before the first commit or after the last.</exception>
    public Snapshot At(DateTimeOffset time, CancellationToken cancellationToken = default) => Listed(listing => Load(listing, VersionAt(listing, time), cancellationToken), cancellationToken);

    /// <summary>The commits whose files are still there, the oldest first.</summary>
    /// <exception cref="InputException">There is no table, or a commit between two others is missing.</exception>
    public IReadOnlyList<HistoryEntry> History(CancellationToken cancellationToken = default) =>
        Listed(listing => CommitTimes.Whole(listing, cancellationToken), cancellationToken);

    /// <summary>What the commits from one version to another changed, both included.</summary>
    /// <param name="last">Null: the newest.</param>
    /// <exception cref="InputException">As for <see cref="At(long, CancellationToken)"/>, or a version did not record its changes.</exception>
    public DeltaRelation Changes(long first, long? last = null, CancellationToken cancellationToken = default) => Listed(listing => Changes(listing, first, last, cancellationToken), cancellationToken);

    private DeltaRelation Changes(LogListing listing, long first, long? last, CancellationToken cancellationToken)
    {
        long end = last ?? listing.LastVersion, oldest = FirstReadable(listing);
        foreach (long version in (long[])[first, end])
            if (version < oldest || version > listing.LastVersion)
                throw DeltaErrors.NoVersion(Store.Root, version, oldest, listing.LastVersion);
        if (first > end) throw DeltaErrors.NoVersion(Store.Root, first, oldest, end);
        return new ChangeFeed(Store).Read(listing, Load(listing, first, cancellationToken), Load(listing, end, cancellationToken), cancellationToken);
    }

    /// <summary>The newest version, or null when nobody has created the table yet.</summary>
    internal Snapshot? TryLatest(CancellationToken cancellationToken) =>
        LogListing.TryRead(Store) is null ? null : Latest(cancellationToken);

    /// <summary>Reads what a list of the log names, and when a file is missing, what a new list names.</summary>
    /// <remarks>A list that is taken while others commit may have a name and lack an older one, and one taken while others clean up may have names that are gone.
    /// A list has every name that was there when it began, so a file that two lists in a row lack is missing.</remarks>
    private T Listed<T>(Func<LogListing, T> read, CancellationToken cancellationToken)
    {
        Location? missing = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return read(LogListing.Read(Store));
            }
            catch (InputException gap) when (gap.Diagnostic.Id == "delta-log-gap" && gap.Diagnostic.Where != missing)
            {
                missing = gap.Diagnostic.Where;
            }
        }
    }

    private long VersionAt(LogListing listing, DateTimeOffset time)
    {
        long first = FirstReadable(listing);
        IReadOnlyList<CommitTime> times = [.. CommitTimes.Of(listing).Where(commit => commit.Version >= first)];
        if (times.Count == 0) throw DeltaErrors.MissingLogFile(Store.Root, LogFileName.OfCommit(listing.LastVersion), "a commit's time is known from its file.");
        if (time < times[0].Time || time > times[^1].Time) throw DeltaErrors.NoTimestamp(Store.Root, time, times[0].Time, times[^1].Time);
        int last = times.Count - 1;
        while (times[last].Time > time) last--;
        // The commit that is missing may be the one.
        if (last + 1 < times.Count) CommitTimes.CheckNeighbours(Store, times[last].Version, times[last + 1].Version);
        return times[last].Version;
    }

    private static long FirstReadable(LogListing listing) => listing.CommitOf(0) is not null || listing.Checkpoints.Count == 0 ? 0 : listing.Checkpoints[^1].Version;

    private Snapshot Load(LogListing listing, long version, CancellationToken cancellationToken)
    {
        InputException? damage = null;
        foreach (LogSegment segment in LogSegment.Candidates(listing, version))
        {
            try
            {
                return new Snapshot(Store, version, Replay(segment, cancellationToken));
            }
            catch (InputException broken) when (segment.Checkpoint is not null && broken.Diagnostic.Id is "delta-log-corrupt" or "delta-log-gap")
            {
                damage ??= broken;
            }
        }
        throw damage!;
    }

    private StateBuilder Replay(LogSegment segment, CancellationToken cancellationToken)
    {
        var state = new StateBuilder();
        if (segment.Checkpoint is { } checkpoint)
        {
            using DuckDbConnection connection = Engine.Connect();
            foreach (DeltaAction action in new CheckpointReader(Store, connection).Read(checkpoint, cancellationToken)) state.Apply(action);
        }
        foreach (StoreFile commit in segment.Commits)
        {
            cancellationToken.ThrowIfCancellationRequested();
            state.BeginCommit();
            foreach (DeltaAction action in CommitReader.Read(Store, commit.Path)) state.Apply(action);
        }
        return state;
    }
}
