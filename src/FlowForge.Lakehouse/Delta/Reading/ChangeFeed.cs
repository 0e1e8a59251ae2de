using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>The rows that commits inserted, changed and deleted: the table's columns with <c>_change_type</c>, <c>_commit_version</c> and <c>_commit_timestamp</c>.</summary>
/// <remarks>A commit's change files tell its changes; without any, added files are insertions, removed files deletions,
/// and a file that only got another deletion vector changed by the difference of the two.</remarks>
internal sealed class ChangeFeed(ITableStore store)
{
    internal const string TypeColumn = "_change_type";
    private const string VersionColumn = "_commit_version";
    private const string TimeColumn = "_commit_timestamp";

    private readonly List<ScanFile> _dataFiles = [];
    private readonly List<ScanFile> _changeFiles = [];

    /// <param name="last">The snapshot of the last version, whose schema the rows take.</param>
    /// <exception cref="Core.Diagnostics.InputException">A version did not record changes, or its file is missing.</exception>
    internal DeltaRelation Read(LogListing listing, Snapshot before, Snapshot last, CancellationToken cancellationToken)
    {
        bool isOn = before.IsSet(Property);
        Dictionary<long, DateTimeOffset> times = CommitTimes.Of(listing).ToDictionary(commit => commit.Version, commit => commit.Time);
        for (long version = before.Version; version <= last.Version; version++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StoreFile commit = listing.CommitOf(version) ?? throw DeltaErrors.MissingLogFile(store.Root, LogFileName.OfCommit(version), "its changes are asked for.");
            List<DeltaAction> actions = [.. CommitReader.Read(store, commit.Path)];
            if (actions.OfType<DeltaAction.Metadata>().LastOrDefault() is { } metadata) isOn = metadata.Configuration.GetValueOrDefault(Property) is { } value && bool.TryParse(value, out bool flag) && flag;
            if (!isOn) throw DeltaErrors.ChangeFeed(store.Root, version);
            Collect(actions, version, times[version]);
        }
        return ToRelation(last);
    }

    private const string Property = "delta.enableChangeDataFeed";

    private void Collect(List<DeltaAction> actions, long version, DateTimeOffset time)
    {
        string[] commit = [$"CAST({version.ToString(CultureInfo.InvariantCulture)} AS BIGINT)", $"make_timestamptz({time.ToUnixTimeMilliseconds() * 1_000})"];
        DeltaAction.ChangeFile[] changes = [.. actions.OfType<DeltaAction.ChangeFile>()];
        if (changes.Length > 0)
        {
            _changeFiles.AddRange(changes.Select(change => new ScanFile(change.Path, change.PartitionValues, null, commit)));
            return;
        }

        string[] inserted = ["'insert'", .. commit], deleted = ["'delete'", .. commit];
        Dictionary<string, DeltaAction.Remove> removes = [];
        foreach (DeltaAction.Remove remove in actions.OfType<DeltaAction.Remove>().Where(remove => remove.DataChange)) removes[DataPath.Decode(remove.Path)] = remove;
        foreach (DeltaAction.Add add in actions.OfType<DeltaAction.Add>().Where(add => add.DataChange))
        {
            if (removes.Remove(DataPath.Decode(add.Path), out DeltaAction.Remove? old)) CollectDifference(add, old.DeletionVector, inserted, deleted);
            else _dataFiles.Add(new ScanFile(add.Path, add.PartitionValues, RowRule.Without(add.DeletionVector), inserted));
        }
        foreach (DeltaAction.Remove remove in removes.Values)
            _dataFiles.Add(new ScanFile(remove.Path, remove.PartitionValues ?? new Dictionary<string, string?>(), RowRule.Without(remove.DeletionVector), deleted));
    }

    private void CollectDifference(DeltaAction.Add add, DeletionVectorDescriptor? before, string[] inserted, string[] deleted)
    {
        if (add.DeletionVector is { } after) _dataFiles.Add(new ScanFile(add.Path, add.PartitionValues, new RowRule(after, before), deleted));
        if (before is not null) _dataFiles.Add(new ScanFile(add.Path, add.PartitionValues, new RowRule(before, add.DeletionVector), inserted));
    }

    private DeltaRelation ToRelation(Snapshot last)
    {
        var type = new Column(TypeColumn, DataType.Varchar);
        Column[] commit = [new(VersionColumn, DataType.BigInt), new(TimeColumn, DataType.TimestampTz)];
        TableRead.CheckPlaces(last, _dataFiles.Concat(_changeFiles));
        string data = new FileScan(store, last.Schema, _dataFiles) { ConstantColumns = [type, .. commit] }.ToSql(last.Schema.Fields, out RowFunction? function);
        string changes = new FileScan(store, last.Schema, _changeFiles) { ExtraColumns = [type], ConstantColumns = commit }.ToSql(last.Schema.Fields, out _);
        return new DeltaRelation($"{data} UNION ALL {changes}", function is null ? [] : [function]);
    }
}
