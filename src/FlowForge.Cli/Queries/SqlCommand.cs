using System.CommandLine;
using System.Security.Cryptography;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Cli.Queries;

/// <summary><c>flowforge sql "SELECT …"</c>: reads tables with SQL.</summary>
internal sealed class SqlCommand : ShellCommand
{
    private const int DefaultTableRows = 100;

    private readonly Argument<string> _sql = new("SQL") { Description = "One statement that reads: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, EXPLAIN. '-' reads it from stdin. Tables: schema.table, catalog.schema.table, delta.`PATH`; with VERSION AS OF n, TIMESTAMP AS OF '…', @v3, table_changes('table', from [, to])." };
    private readonly Option<string> _format = new("--format") { Description = "How rows are written. json is one object a line. Default: table, or the extension of --out.", HelpName = "table|csv|json|parquet" };
    private readonly Option<string?> _out = new("--out") { Description = "The file to write, whole or not at all. Default: stdout.", HelpName = "FILE" };
    private readonly Option<long?> _limit = new("--limit") { Description = $"At most so many rows. Default: {DefaultTableRows} for table, all for the others.", HelpName = "ROWS" };

    public SqlCommand(Shell shell) : base(shell, "sql", "Reads Delta tables with SQL, by name or by path, at any version.", SettingsTable.LakehouseRoot, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory)
    {
        _format.AcceptOnlyFromAmong("table", "csv", "json", "parquet");
        _limit.Validators.Add(WholeNumber.NotNegative);
        Add(_sql);
        Add(_format);
        Add(_out);
        Add(_limit);
        AddSettingOptions();
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        string? target = parsed.GetValue(_out) is { } named ? Path.GetFullPath(named, Shell.WorkingFolder) : null;
        string format = parsed.GetValue(_format) ?? FormatOf(target);
        if (target is not null && Directory.Exists(target)) throw new UsageException($"--out {target}: this is a folder.");
        using var draft = new DraftFile(target, settings.Get(SettingsTable.TempDirectory)!, isNeeded: target is not null || format == "parquet");
        using var query = new TableQuery(Statement(parsed), LakehouseFolder.Open(Shell, settings), RunOptions(settings, draft.Path), cancellationToken);
        if (query.IsExplain && format != "table") throw new UsageException($"--format {format}: EXPLAIN gives a plan for people; leave the format out.");

        long rows = Write(query, format, draft.Path, parsed.GetValue(_limit), cancellationToken);
        if (target is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            draft.Commit();
            Shell.Error.WriteLine($"{ReportText.Count(rows, "row")} -> {parsed.GetValue(_out)}");
        }
        else if (format == "parquet")
        {
            using FileStream content = File.OpenRead(draft.Path!);
            using Stream output = Shell.OpenOutput();
            content.CopyTo(output);
        }
        return Task.FromResult(ExitCodes.Done);
    }

    private long Write(TableQuery query, string format, string? file, long? limit, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "parquet":
                return query.CopyTo("FORMAT parquet", limit, cancellationToken);
            case "table" when query.IsExplain:
                return ExplainedQuery.Write(query, Shell.Out, cancellationToken);
            case "table" when file is null:
                return new ResultTable(Shell).Write(query, limit ?? DefaultTableRows, isCapped: limit is null, cancellationToken);
            case "table":
                using (StreamWriter text = new(file))
                    return new ResultTable(Shell with { Out = text, OutputWidth = null }).Write(query, limit ?? DefaultTableRows, isCapped: limit is null, cancellationToken);
            default:
                using (Stream output = file is null ? Shell.OpenOutput() : File.Create(file))
                    return format == "csv" ? CsvRows.Write(query, output, limit, cancellationToken) : JsonRows.Write(query, output, limit, cancellationToken);
        }
    }

    private string Statement(ParseResult parsed)
    {
        string sql = parsed.GetRequiredValue(_sql);
        if (sql != "-") return sql;
        using var text = new StreamReader(Shell.OpenInput());
        return text.ReadToEnd();
    }

    private QueryOptions RunOptions(ResolvedSettings settings, string? file) => new()
    {
        BaseFolder = Shell.WorkingFolder,
        Threads = settings.Get(SettingsTable.Threads),
        MemoryLimit = settings.Get(SettingsTable.MemoryLimit) is { } bytes ? $"{bytes}B" : null,
        TempDirectory = Path.GetFullPath(settings.Get(SettingsTable.TempDirectory)!),
        OutputFile = file,
    };

    private static string FormatOf(string? target) => Path.GetExtension(target)?.ToLowerInvariant() switch
    {
        ".csv" => "csv",
        ".json" or ".ndjson" or ".jsonl" => "json",
        ".parquet" => "parquet",
        _ => "table",
    };

    /// <summary>A file beside its target until it is whole; for stdout, one in the temporary folder.</summary>
    private sealed class DraftFile : IDisposable
    {
        private readonly string? _target;

        public DraftFile(string? target, string tempFolder, bool isNeeded)
        {
            _target = target;
            if (!isNeeded) return;
            string folder = target is null ? System.IO.Path.GetFullPath(tempFolder) : System.IO.Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            Path = System.IO.Path.Combine(folder, $".{(target is null ? "flowforge-sql" : System.IO.Path.GetFileName(target))}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");
        }

        public string? Path { get; }

        public void Commit() => File.Move(Path!, _target!, overwrite: true);

        public void Dispose()
        {
            if (Path is not null) File.Delete(Path);
        }
    }
}
