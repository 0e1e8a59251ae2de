using FlowForge.Lakehouse.Delta.Features;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta;

/// <summary>A table at one version. Immutable; the files it names stay readable until a vacuum.</summary>
public sealed class Snapshot
{
    private readonly StateBuilder _state;

    /// <exception cref="Core.Diagnostics.InputException">The log has no protocol or no metadata, its schema is not one, or reading needs a feature that is not known.</exception>
    internal Snapshot(ITableStore store, long version, StateBuilder state)
    {
        (Store, Version, _state) = (store, version, state);
        Protocol = state.Protocol ?? throw DeltaErrors.NoAction(store.Root, version, "protocol");
        ReaderSupport.Check(store.Root, Protocol);
        Metadata = state.Metadata ?? throw DeltaErrors.NoAction(store.Root, version, "metaData");
        Schema = TableSchema.Parse(store.Root, Metadata);
    }

    public ITableStore Store { get; }

    public long Version { get; }

    public DeltaAction.Protocol Protocol { get; }

    public DeltaAction.Metadata Metadata { get; }

    public TableSchema Schema { get; }

    /// <summary>The data files, in no order.</summary>
    public IReadOnlyCollection<DeltaAction.Add> Files => _state.Files;

    /// <summary>Files that were removed and may still be on disk.</summary>
    public IReadOnlyCollection<DeltaAction.Remove> Tombstones => _state.Tombstones;

    /// <summary>How far applications have written, by their ids.</summary>
    public IReadOnlyDictionary<string, DeltaAction.AppTransaction> Transactions => _state.Transactions;

    public IReadOnlyDictionary<string, DeltaAction.DomainMetadata> Domains => _state.Domains;

    /// <summary>The in-commit timestamp of this version; null when it has none or came out of a checkpoint.</summary>
    internal long? InCommitTimestamp => _state.CommitInfo?.InCommitTimestamp;

    /// <summary>A property of the table, e.g. <c>delta.appendOnly</c>; null when it is not set.</summary>
    public string? Property(string name) => Metadata.Configuration.GetValueOrDefault(name);

    internal bool IsSet(string property) => bool.TryParse(Property(property), out bool value) && value;
}
