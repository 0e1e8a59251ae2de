namespace FlowForge.Convert.Csv;

/// <summary>Where a file's table lies: what stands above it, its names, how wide it is. Immutable.</summary>
internal sealed record CsvLayout
{
    /// <summary>The dialect, with the comment sign that the lines speak for.</summary>
    public required CsvDialect Dialect { get; init; }

    /// <summary>Lines before the first row.</summary>
    public required long SkipLines { get; init; }

    /// <summary>A name for each column; empty where there is none.</summary>
    public required string[] Names { get; init; }

    /// <summary>The header's own bytes; null when the first row is data.</summary>
    public ReadOnlyMemory<byte>? Header { get; init; }

    /// <summary>Lines above the header that are no rows.</summary>
    public IReadOnlyList<SampleRow> Titles { get; init; } = [];

    /// <summary>Names that the header has; fewer than columns when rows are wider.</summary>
    public int Named { get; init; }

    /// <summary>Fields that the header or the usual row has, empty ones at the end included: up to here a value makes a column, beyond a bad row.</summary>
    public int Known { get; init; }

    /// <summary>True when the names were moved by one, since the first column (row names) has none.</summary>
    public bool HasRowNames { get; init; }

    public int Width => Names.Length;
}
