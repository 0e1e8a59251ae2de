namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What another writer did that this write cannot stand beside. Names are Delta's.</summary>
public enum DeltaConflict
{
    /// <summary>The protocol changed.</summary>
    ProtocolChanged,

    /// <summary>Schema, partitioning or properties changed.</summary>
    MetadataChanged,

    /// <summary>Rows came that this write would have had to read.</summary>
    ConcurrentAppend,

    /// <summary>A file that this write read is gone.</summary>
    ConcurrentDeleteRead,

    /// <summary>A file that this write removes is gone.</summary>
    ConcurrentDeleteDelete,

    /// <summary>The same application wrote.</summary>
    ConcurrentTransaction,

    /// <summary>Other writers were faster every time.</summary>
    TooManyWriters,
}

/// <summary>Another writer was in the way, and doing the write anew did not help. The table is as the others left it.</summary>
public sealed class DeltaConflictException(DeltaConflict conflict, string table, long version)
    : Exception($"{table}: {conflict}: version {version} of another writer cannot stand beside this write.")
{
    public DeltaConflict Conflict { get; } = conflict;

    /// <summary>The version that was in the way.</summary>
    public long Version { get; } = version;

    /// <summary>True: the same write may succeed later.</summary>
    public bool IsTransient => Conflict != DeltaConflict.ProtocolChanged;
}
