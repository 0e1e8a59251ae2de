using System.Globalization;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>One write on its way into the log: what it read, what it changes, and the version it gets.</summary>
/// <remarks>The commit's file is created only where none is. When another writer took the version, what it did is held against what this write read;
/// if both can stand, this write takes the next version.</remarks>
internal sealed class Transaction
{
    private const int DefaultCheckpointInterval = 10;

    private readonly ITableStore _store;
    private readonly WriterOptions _options;
    private readonly Snapshot? _read;

    /// <param name="read">The table as it was read; null when this write creates it.</param>
    internal Transaction(ITableStore store, WriterOptions options, Snapshot? read, string operation)
    {
        (_store, _options, _read) = (store, options, read);
        Operation = operation;
    }

    internal string Operation { get; }

    internal List<DeltaAction> Actions { get; } = [];

    internal HashSet<FileKey> FilesRead { get; } = [];

    internal ReadScope Scope { get; set; } = ReadScope.Nothing;

    internal CommitNotes Notes { get; init; } = CommitNotes.None;

    internal Dictionary<string, string> Parameters { get; } = [];

    internal Dictionary<string, string> Metrics { get; } = [];

    /// <summary>Schema, properties or protocol become others.</summary>
    internal bool ChangesTable => Actions.Any(action => action is DeltaAction.Metadata or DeltaAction.Protocol);

    /// <summary>As the table has it (<c>delta.isolationLevel</c>); weaker where no row changes.</summary>
    internal IsolationLevel Isolation =>
        !ChangesTable && !Actions.Any(action => action is DeltaAction.Add { DataChange: true } or DeltaAction.Remove { DataChange: true }) ? IsolationLevel.SnapshotIsolation
        : Enum.TryParse(Property("delta.isolationLevel"), ignoreCase: true, out IsolationLevel level) ? level
        : IsolationLevel.WriteSerializable;

    internal bool IsBlindAppend => Scope.Watches is null && FilesRead.Count == 0 && !Actions.Any(action => action is DeltaAction.Remove);

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    internal long Now => _options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Versions between two checkpoints, as the table has it.</summary>
    internal int CheckpointInterval => int.TryParse(Property("delta.checkpointInterval"), NumberStyles.None, CultureInfo.InvariantCulture, out int versions) && versions > 0 ? versions : DefaultCheckpointInterval;

    /// <summary>Takes a file out of the table.</summary>
    internal void Remove(DeltaAction.Add file, bool dataChange = true)
    {
        FilesRead.Add(file.Key);
        Actions.Add(new DeltaAction.Remove
        {
            Path = file.Path,
            DeletionTimestamp = Now,
            DataChange = dataChange,
            ExtendedFileMetadata = true,
            PartitionValues = file.PartitionValues,
            Size = file.Size,
            Tags = file.Tags,
            DeletionVector = file.DeletionVector,
            BaseRowId = file.BaseRowId,
            DefaultRowCommitVersion = file.DefaultRowCommitVersion,
        });
    }

    /// <summary>Writes the commit and answers its version.</summary>
    /// <exception cref="DeltaConflictException">Another writer did what this one cannot stand beside.</exception>
    internal long Commit(CancellationToken cancellationToken)
    {
        if (Notes.Transaction is { } application)
            Actions.Insert(0, new DeltaAction.AppTransaction { AppId = application.AppId, Version = application.Version, LastUpdated = Now });
        long previousTime = TimeOfRead();
        for (long version = (_read?.Version ?? -1) + 1; ; version++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long? time = InCommitTime(previousTime);
            IEnumerable<DeltaAction> actions = time is { } first && BeginsInCommitTimes ? Actions.Select(action => action is DeltaAction.Metadata metadata ? InCommitTimes.BegunAt(metadata, version, first) : action) : Actions;
            byte[] content = ActionWriter.Write([CommitInfoText.Of(this, _options.EngineInfo, _read?.Version, time), .. actions]);
            if (_store.TryCreate(LogFileName.OfCommit(version), content)) return version;

            List<DeltaAction> theirs = [.. CommitReader.Read(_store, LogFileName.OfCommit(version))];
            if (_read is null) throw new DeltaConflictException(DeltaConflict.MetadataChanged, _store.Root, version);
            if (ConflictCheck.Find(this, theirs) is { } conflict) throw new DeltaConflictException(conflict, _store.Root, version);
            previousTime = theirs.OfType<DeltaAction.CommitInfo>().FirstOrDefault()?.InCommitTimestamp ?? previousTime;
        }
    }

    // A checkpoint does not keep it.
    private long TimeOfRead()
    {
        if (_read is null) return 0;
        // Where a table begins to write times into its commits, the file of the last one tells when that was.
        if (!_read.IsSet(InCommitTimes.Property)) return BeginsInCommitTimes ? LogListing.Read(_store).CommitOf(_read.Version)?.Modified.ToUnixTimeMilliseconds() ?? 0 : 0;
        return _read.InCommitTimestamp ?? CommitReader.Read(_store, LogFileName.OfCommit(_read.Version)).OfType<DeltaAction.CommitInfo>().FirstOrDefault()?.InCommitTimestamp ?? 0;
    }

    /// <summary>The table was written without times in its commits, and has them from this one on.</summary>
    private bool BeginsInCommitTimes => _read is { } read && !read.IsSet(InCommitTimes.Property) && bool.TryParse(Property(InCommitTimes.Property), out bool isOn) && isOn;

    private string? Property(string name) => (Actions.OfType<DeltaAction.Metadata>().LastOrDefault() ?? _read?.Metadata)?.Configuration.GetValueOrDefault(name);

    private long? InCommitTime(long previous)
    {
        return bool.TryParse(Property(InCommitTimes.Property), out bool isOn) && isOn ? Math.Max(Now, previous + 1) : null;
    }
}
