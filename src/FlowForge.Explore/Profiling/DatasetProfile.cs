namespace FlowForge.Explore.Profiling;

/// <summary>What was measured of a dataset: its rows and its columns, in their order.</summary>
public sealed record DatasetProfile(DatasetSource Source)
{
    public required long Rows { get; init; }

    /// <summary>Rows of which an equal one was counted already. Compared by a 64-bit hash of all columns.</summary>
    public required long DuplicateRows { get; init; }

    /// <summary>Rows in which every column is null.</summary>
    public required long EmptyRows { get; init; }

    /// <summary>Duplicate rows that hold something.</summary>
    public long RepeatedRows => DuplicateRows - Math.Max(0, EmptyRows - 1);

    public required IReadOnlyList<ColumnProfile> Columns { get; init; }

    /// <summary>How many rows the dataset has when only some were looked at, because that was asked for; null: all were.</summary>
    public long? SampledFrom { get; init; }

    public string Name => Source.Name;

    public ColumnProfile? Find(string name) => Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
