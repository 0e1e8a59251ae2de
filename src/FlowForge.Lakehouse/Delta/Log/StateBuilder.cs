namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>The state of a table as the log's actions make it, applied from the oldest to the newest.</summary>
internal sealed class StateBuilder
{
    private readonly Dictionary<FileKey, DeltaAction.Add> _files = [];
    private readonly Dictionary<FileKey, DeltaAction.Remove> _tombstones = [];
    private readonly Dictionary<string, DeltaAction.AppTransaction> _transactions = [];
    private readonly Dictionary<string, DeltaAction.DomainMetadata> _domains = [];

    internal DeltaAction.Protocol? Protocol { get; private set; }

    internal DeltaAction.Metadata? Metadata { get; private set; }

    internal DeltaAction.CommitInfo? CommitInfo { get; private set; }

    internal IReadOnlyCollection<DeltaAction.Add> Files => _files.Values;

    internal IReadOnlyCollection<DeltaAction.Remove> Tombstones => _tombstones.Values;

    internal IReadOnlyDictionary<string, DeltaAction.AppTransaction> Transactions => _transactions;

    internal IReadOnlyDictionary<string, DeltaAction.DomainMetadata> Domains => _domains;

    internal void BeginCommit() => CommitInfo = null;

    internal void Apply(DeltaAction action)
    {
        switch (action)
        {
            case DeltaAction.Add add:
                _tombstones.Remove(add.Key);
                _files[add.Key] = add;
                break;
            case DeltaAction.Remove remove:
                _files.Remove(remove.Key);
                _tombstones[remove.Key] = remove;
                break;
            case DeltaAction.Protocol protocol:
                Protocol = protocol;
                break;
            case DeltaAction.Metadata metadata:
                Metadata = metadata;
                break;
            case DeltaAction.AppTransaction transaction:
                _transactions[transaction.AppId] = transaction;
                break;
            case DeltaAction.DomainMetadata { Removed: true } domain:
                _domains.Remove(domain.Domain);
                break;
            case DeltaAction.DomainMetadata domain:
                _domains[domain.Domain] = domain;
                break;
            case DeltaAction.CommitInfo info:
                CommitInfo = info;
                break;
        }
    }
}
