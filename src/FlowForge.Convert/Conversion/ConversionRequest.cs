using FlowForge.Convert.Tables;
using FlowForge.Lakehouse.Parquet;

namespace FlowForge.Convert.Conversion;

/// <summary>What an input becomes.</summary>
public enum OutputFormat
{
    Parquet,
    Csv,
    Json,

    /// <summary>A Delta table: a folder. An earlier one gets a new version.</summary>
    Delta,
}

/// <summary>What happens to rows that cannot be read.</summary>
public enum BadRowPolicy
{
    /// <summary>They go to <c>&lt;table&gt;._rejected</c> with line, column, reason and raw text.</summary>
    Quarantine,

    /// <summary>The first one ends the conversion.</summary>
    Fail,
}

/// <summary>One conversion: an input, where its tables go, and how.</summary>
public sealed record ConversionRequest
{
    /// <summary>A file, a glob whose files make one table, or a zip of files, on local disk.</summary>
    public required string Input { get; init; }

    /// <summary>What people call the input, when <see cref="Input"/> is a copy of it; null: the input itself.</summary>
    public string? InputName { get; init; }

    /// <summary>Where the tables go: a file for one, a folder for several. An extension of the output format is taken off for a folder.</summary>
    public required string Output { get; init; }

    public ReadOptions Read { get; init; } = ReadOptions.Default;

    public OutputFormat To { get; init; }

    /// <summary>Whether an input of several tables is refused: the output is one table.</summary>
    public bool OneTable { get; init; }

    /// <summary>Whether a Delta table that is there takes the input's columns and types in place of its own.</summary>
    public bool OverwriteSchema { get; init; }

    public ParquetOptions Parquet { get; init; } = ParquetOptions.Default;

    public BadRowPolicy OnBadRow { get; init; }

    /// <summary>A <c>schema.yaml</c> whose types win over the inferred ones; null for none.</summary>
    public string? SchemaFile { get; init; }

    /// <summary>The format's name when content and extension shall not decide; null otherwise.</summary>
    public string? Format { get; init; }

    /// <summary>Where staged files and the engine's spills go; null: the system's temporary folder.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Write only so many first rows of each table, and read little more. Null: all.</summary>
    public long? FirstRows
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "FirstRows: at least 1.");
    }

    /// <summary>Threads that parse, and as many that encode. Default: one a core.</summary>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Threads: at least 1.");
    } = Environment.ProcessorCount;

    /// <summary>Memory for the engine, in DuckDB's words, e.g. <c>2GB</c>. Null: DuckDB's own default, 80 % of the machine's.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>What ends a query of rows to write, so that they are no more than asked for.</summary>
    internal string Limit => FirstRows is { } rows ? $" LIMIT {rows}" : "";

    /// <summary>Whether tables become Parquet files, be it in a Delta table.</summary>
    internal bool WritesParquet => To is OutputFormat.Parquet or OutputFormat.Delta;

    /// <summary>The options of the engine's COPY statement, without parentheses.</summary>
    internal string CopyOptions() => To switch
    {
        OutputFormat.Parquet or OutputFormat.Delta => Parquet.ToCopyOptions(),
        OutputFormat.Csv => "FORMAT csv, HEADER true",
        OutputFormat.Json => "FORMAT json",
    };
}

/// <summary>How far a conversion is. Bytes are of the input on disk.</summary>
/// <param name="Table">The table being written; null while types are decided.</param>
/// <param name="TotalBytes">Null when unknown.</param>
public readonly record struct ConversionProgress(string Input, string? Table, long BytesRead, long? TotalBytes, long Rows);
