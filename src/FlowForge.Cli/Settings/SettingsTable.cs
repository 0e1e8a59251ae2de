namespace FlowForge.Cli.Settings;

/// <summary>Every setting, once. Parsing, <c>flowforge config show</c>, the help of the options and docs/reference/config.md all come from here.</summary>
internal static class SettingsTable
{
    private const long KiB = 1L << 10;
    private const long GiB = 1L << 30;
    private const long TiB = 1L << 40;

    public static Setting<string?> TempDirectory { get; } = new(new TextKind("a folder"), Path.GetTempPath())
    {
        Name = "run.temp_directory",
        Variable = "FLOWFORGE_TEMP_DIRECTORY",
        Flag = "--temp-dir",
        DefaultText = "the system's temporary folder",
        Doc = "Where remote inputs are staged and the engine spills what does not fit in memory. Created when missing; needs room for the largest input.",
    };

    public static Setting<int> Threads { get; } = new(new CountKind("threads", 1, 1_024), Environment.ProcessorCount)
    {
        Name = "run.threads",
        Variable = "FLOWFORGE_THREADS",
        Flag = "--threads",
        DefaultText = "the number of processors",
        Doc = "Threads of all conversions together.",
    };

    public static Setting<int> Jobs { get; } = new(new CountKind("files", 1, 256), Math.Min(Environment.ProcessorCount, 8))
    {
        Name = "run.jobs",
        Variable = "FLOWFORGE_JOBS",
        Flag = "--jobs",
        DefaultText = "the number of processors, at most 8",
        Doc = "Files that a batch converts at the same time. They share the threads and the memory limit.",
    };

    public static Setting<long?> MemoryLimit { get; } = new(new SizeKind(64 << 20, 64 * TiB, none: "auto"), null)
    {
        Name = "run.memory_limit",
        Variable = "FLOWFORGE_MEMORY_LIMIT",
        Flag = "--memory-limit",
        DefaultText = "auto: 80 % of the machine's memory",
        Doc = "Memory the engine may use before it spills to the temporary folder.",
    };

    public static Setting<string> Progress { get; } = new(new ChoiceKind("auto", "bar", "lines", "none"), "auto")
    {
        Name = "run.progress",
        Variable = "FLOWFORGE_PROGRESS",
        Flag = "--progress",
        DefaultText = "auto",
        Doc = "How progress is told on stderr: a live bar, plain lines every few seconds, or not at all. auto: a bar on a terminal, lines elsewhere.",
    };

    public static Setting<long?> MaxFileSize { get; } = new(new SizeKind(1, 64 * TiB, none: "none"), 1_000_000_000)
    {
        Name = "convert.max_file_size",
        Variable = "FLOWFORGE_MAX_FILE_SIZE",
        Flag = "--max-file-size",
        DefaultText = "1GB (1000 MB)",
        Doc = "The most bytes one input may have, counted after decompression: a guard against inputs nobody vouches for. none lifts it.",
    };

    public static Setting<long?> ChunkSize { get; } = new(new SizeKind(64 * KiB, GiB), 4 << 20)
    {
        Name = "convert.chunk_size",
        Variable = "FLOWFORGE_CHUNK_SIZE",
        Flag = "--chunk-size",
        DefaultText = "4MiB",
        Doc = "Bytes of input that one thread takes at a time. Larger chunks cost memory (one a thread), smaller ones cost time at their seams.",
    };

    public static Setting<string> Compression { get; } = new(new ChoiceKind("snappy", "zstd", "gzip", "none"), "snappy")
    {
        Name = "convert.compression",
        Variable = "FLOWFORGE_COMPRESSION",
        Flag = "--compression",
        DefaultText = "snappy",
        Doc = "Compression of Parquet output. snappy is what every reader knows and the fastest to write; zstd is the smallest.",
    };

    public static Setting<int> RowGroupRows { get; } = new(new CountKind("rows", 2_048, 100_000_000), 122_880)
    {
        Name = "convert.row_group_rows",
        Variable = "FLOWFORGE_ROW_GROUP_ROWS",
        Flag = "--row-group-rows",
        DefaultText = "122,880",
        Doc = "Rows in a Parquet row group. Larger groups compress better, smaller ones are read in parallel better.",
    };

    public static Setting<string?> LakehouseRoot { get; } = new(new TextKind("a folder"), null)
    {
        Name = "lakehouse.root",
        Variable = "FLOWFORGE_LAKEHOUSE",
        Flag = "--lakehouse",
        DefaultText = "`lakehouse/` beside the project file, or `~/.flowforge/lakehouse` where there is none",
        Doc = "The folder of the local catalog: tables are in catalog/schema/tables/table below it. A relative path in a project file starts at that file.",
    };

    public static Setting<Uri?> DatabricksHost { get; } = new(new AddressKind(), null)
    {
        Name = "databricks.host",
        Variable = "DATABRICKS_HOST",
        DefaultText = "not set",
        Doc = "The workspace whose volumes /Volumes/… and dbfs:/Volumes/… name, when this machine has no /Volumes of its own.",
    };

    public static Setting<string?> DatabricksToken { get; } = new(new TextKind("a token"), null)
    {
        Name = "databricks.token",
        Variable = "DATABRICKS_TOKEN",
        DefaultText = "not set",
        Doc = "A personal access token or OAuth token for the workspace. Keep it out of project files: they belong in git.",
        IsSecret = true,
    };

    /// <summary>In the order of the reference page.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        TempDirectory, Threads, Jobs, MemoryLimit, Progress,
        MaxFileSize, ChunkSize, Compression, RowGroupRows,
        LakehouseRoot, DatabricksHost, DatabricksToken,
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);
}
