using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Delta's rules for writes at one time: what a faster commit may have done without harm.</summary>
/// <remarks>Source: docs.delta.io/latest/concurrency-control.html</remarks>
internal static class ConflictCheck
{
    /// <returns>Null when both can stand.</returns>
    internal static DeltaConflict? Find(Transaction mine, IReadOnlyList<DeltaAction> theirs)
    {
        HashSet<FileKey> removed = [.. mine.Actions.OfType<DeltaAction.Remove>().Select(remove => remove.Key)];
        Func<DeltaAction.Add, bool> watches = Watches(mine, theirs);
        foreach (DeltaAction action in theirs)
        {
            DeltaConflict? conflict = action switch
            {
                DeltaAction.Protocol => DeltaConflict.ProtocolChanged,
                DeltaAction.Metadata => DeltaConflict.MetadataChanged,
                DeltaAction.AppTransaction transaction when mine.Notes.Transaction?.AppId == transaction.AppId => DeltaConflict.ConcurrentTransaction,
                DeltaAction.Remove remove when removed.Contains(remove.Key) => DeltaConflict.ConcurrentDeleteDelete,
                DeltaAction.Remove remove when mine.FilesRead.Contains(remove.Key) => DeltaConflict.ConcurrentDeleteRead,
                DeltaAction.Add add when watches(add) => DeltaConflict.ConcurrentAppend,
                _ => null,
            };
            if (conflict is not null) return conflict;
        }
        return mine.ChangesTable ? DeltaConflict.MetadataChanged : null;
    }

    private static Func<DeltaAction.Add, bool> Watches(Transaction mine, IReadOnlyList<DeltaAction> theirs)
    {
        if (mine.Scope.Watches is not { } watches) return _ => false;
        return mine.Isolation switch
        {
            IsolationLevel.Serializable => watches,
            IsolationLevel.WriteSerializable => theirs.OfType<DeltaAction.CommitInfo>().FirstOrDefault()?.IsBlindAppend == true ? _ => false : watches,
            IsolationLevel.SnapshotIsolation => _ => false,
        };
    }
}
