namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Which faster commits a write can stand beside. Names are Delta's.</summary>
/// <remarks>Source: docs.delta.io/latest/concurrency-control.html</remarks>
internal enum IsolationLevel
{
    /// <summary>Delta's default. Rows that others added blindly, without reading the table, count as added after this write.</summary>
    WriteSerializable,

    /// <summary>Versions are the serial order: what this write read must be what it would read now.</summary>
    Serializable,

    /// <summary>For writes that change no rows: rows that others added do not matter.</summary>
    SnapshotIsolation,
}
