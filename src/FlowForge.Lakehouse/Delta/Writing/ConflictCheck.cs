using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Delta's rules for writes at one time, at the Serializable level: what a faster commit may have done without harm.</summary>
/// <remarks>Source: docs.delta.io/latest/concurrency-control.html</remarks>
internal static class ConflictCheck
{
    /// <returns>Null when both can stand.</returns>
    internal static DeltaConflict? Find(Transaction mine, IEnumerable<DeltaAction> theirs)
    {
        HashSet<FileKey> removed = [.. mine.Actions.OfType<DeltaAction.Remove>().Select(remove => remove.Key)];
        foreach (DeltaAction action in theirs)
        {
            DeltaConflict? conflict = action switch
            {
                DeltaAction.Protocol => DeltaConflict.ProtocolChanged,
                DeltaAction.Metadata => DeltaConflict.MetadataChanged,
                DeltaAction.AppTransaction transaction when mine.Notes.Transaction?.AppId == transaction.AppId => DeltaConflict.ConcurrentTransaction,
                DeltaAction.Remove remove when removed.Contains(remove.Key) => DeltaConflict.ConcurrentDeleteDelete,
                DeltaAction.Remove remove when mine.FilesRead.Contains(remove.Key) => DeltaConflict.ConcurrentDeleteRead,
                DeltaAction.Add add when mine.Scope.Watches is { } watches && watches(add) => DeltaConflict.ConcurrentAppend,
                _ => null,
            };
            if (conflict is not null) return conflict;
        }
        return mine.Actions.Any(action => action is DeltaAction.Metadata or DeltaAction.Protocol) ? DeltaConflict.MetadataChanged : null;
    }
}
