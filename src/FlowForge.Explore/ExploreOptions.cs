namespace FlowForge.Explore;

/// <summary>How far an exploration goes.</summary>
public sealed record ExploreOptions
{
    /// <summary>Columns with more different values than this are not counted value by value: their number is estimated and they have no top values. Default 100,000.</summary>
    /// <remarks>Bounds memory: the counted values of one column at a time are held by the engine.</remarks>
    public int ExactDistinctLimit
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "ExactDistinctLimit: at least 1.");
    } = 100_000;

    /// <summary>Most frequent values that are told of a column. Default 20.</summary>
    public int TopValues { get; init; } = 20;

    /// <summary>Rows to look at, drawn with <see cref="SampleSeed"/>. Default null: all.</summary>
    public long? SampleRows
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "SampleRows: at least 1.");
    }

    /// <summary>The same seed draws the same rows of the same data. Default 42.</summary>
    public int SampleSeed { get; init; } = 42;

    /// <summary>The moment that dates are compared with: what lies after it is the future.</summary>
    public required DateTimeOffset Now { get; init; }
}
