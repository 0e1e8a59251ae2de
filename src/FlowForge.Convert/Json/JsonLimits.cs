namespace FlowForge.Convert.Json;

/// <summary>Bounds that keep memory and stack small whatever the input says.</summary>
internal static class JsonLimits
{
    /// <summary>Levels of nesting that are read at all. Values are written by recursion, so the stack decides: 1,000 levels take well under 1 MiB.</summary>
    internal const int MaxDepth = 1_000;

    /// <summary>Levels that become LIST, STRUCT or MAP; what lies deeper is kept as JSON text.</summary>
    /// <remarks>Readers of Parquet choke on more: DuckDB's Node client (1.5) takes twice the time for each level of LIST, seconds at 20.</remarks>
    internal const int MaxTypeDepth = 16;

    /// <summary>Bytes of one record. It is held in memory whole, with 16 bytes more for each value in it.</summary>
    internal const int MaxRecordBytes = 256 << 20;

    /// <summary>Bytes looked at when the layout is guessed from the input's beginning.</summary>
    internal const int SampleBytes = 4 << 20;

    /// <summary>Records looked at when the columns are guessed from the input's beginning.</summary>
    internal const int SampleRecords = 20_000;

    /// <summary>Different keys from which on an object is looked at as a map: keys that are data.</summary>
    internal const int MapKeys = 100;

    /// <summary>Different keys that an object may have as fields; with more it is a map in any case.</summary>
    internal const int MaxFields = 4_096;

    /// <summary>Members that are all objects alike from which on they are no longer kept apart as fields.</summary>
    internal const int ManyObjects = 1_024;

    /// <summary>Fields in all, nested ones included; objects and arrays met after that many are kept as JSON text.</summary>
    internal const int MaxShapes = 100_000;
}
