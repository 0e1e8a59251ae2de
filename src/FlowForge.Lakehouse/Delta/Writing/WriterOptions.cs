namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>How tables are written.</summary>
public sealed record WriterOptions
{
    public required TimeProvider Clock { get; init; }

    /// <summary>Goes into every commit: <c>FlowForge/0.1.0</c>.</summary>
    public required string EngineInfo { get; init; }

    /// <summary>How often an operation is done anew when other writers got in its way. 1 to 1,000; default 20.</summary>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= 1_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxAttempts: 1 to 1,000.");
    } = 20;

    /// <summary>Rows of a file's row group. Default 122,880.</summary>
    public Parquet.ParquetOptions Parquet { get; init; } = Lakehouse.Parquet.ParquetOptions.Default;
}

/// <summary>What a writer may say beside the rows.</summary>
public sealed record CommitNotes
{
    public static CommitNotes None { get; } = new();

    /// <summary>Free text for the history; null for none.</summary>
    public string? UserMetadata { get; init; }

    /// <summary>An application's own number of this write: a write with a number that is not above the last one is not done again. Null for none.</summary>
    public (string AppId, long Version)? Transaction { get; init; }

    /// <summary>How many rows an append or an overwrite must write; with another number nothing is committed. Null: as many as there are.</summary>
    public long? Rows { get; init; }
}

/// <summary>What became of a write.</summary>
/// <param name="Version">The version that was committed, or the newest one when nothing had to be.</param>
/// <param name="IsNew">False when there was nothing to change, or the application had written this already.</param>
/// <param name="Metrics">Counts as the history has them.</param>
public sealed record WriteResult(long Version, bool IsNew, IReadOnlyDictionary<string, string> Metrics);
