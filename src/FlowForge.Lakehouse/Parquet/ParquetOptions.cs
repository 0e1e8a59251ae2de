namespace FlowForge.Lakehouse.Parquet;

/// <summary>How Parquet pages are compressed.</summary>
public enum ParquetCompression
{
    Snappy,
    Zstd,
    Gzip,
    None,
}

/// <summary>How a Parquet file is laid out.</summary>
public sealed record ParquetOptions
{
    public static ParquetOptions Default { get; } = new();

    /// <summary>Rows per row group. At least 2,048 (one DuckDB vector); default 122,880.</summary>
    /// <remarks>Larger groups compress better, smaller ones parallelise better. Source: duckdb.org/docs/stable/data/parquet/tips</remarks>
    public int RowGroupRows
    {
        get;
        init => field = value >= 2_048 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RowGroupRows: at least 2,048.");
    } = 122_880;

    /// <summary>Default Snappy: what every reader knows and the fastest to write.</summary>
    public ParquetCompression Compression { get; init; }

    /// <summary>The options of a COPY statement, without parentheses.</summary>
    public string ToCopyOptions()
    {
        string codec = Compression switch
        {
            ParquetCompression.Snappy => "snappy",
            ParquetCompression.Zstd => "zstd",
            ParquetCompression.Gzip => "gzip",
            ParquetCompression.None => "uncompressed",
        };
        return $"FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE {RowGroupRows}";
    }
}
