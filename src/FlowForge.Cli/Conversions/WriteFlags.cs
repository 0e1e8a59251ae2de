using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Convert.Conversion;
using FlowForge.Lakehouse.Parquet;

namespace FlowForge.Cli.Conversions;

/// <summary>The options that say what is written: of convert and batch.</summary>
internal sealed class WriteFlags
{
    private readonly Option<string> _to = new("--to") { Description = "What is written. delta: a Delta table's folder; an earlier table there gets a new version. Default: parquet.", HelpName = "parquet|csv|json|delta" };
    private readonly Option<string> _onBadRow = BadRowOption();
    private readonly Option<bool> _overwriteSchema = new("--overwrite-schema") { Description = "With --to delta: an earlier table takes the input's columns and types in place of its own. Default: new columns are added, and other types end the conversion." };
    private readonly Option<FileInfo> _schema = new("--schema") { Description = "A schema.yaml whose types win over the inferred ones.", HelpName = "FILE" };

    public WriteFlags()
    {
        _to.AcceptOnlyFromAmong("parquet", "csv", "json", "delta");
        _schema.AcceptExistingOnly();
    }

    public static Option<string> BadRowOption()
    {
        var option = new Option<string>("--on-bad-row")
        {
            Description = "Rows that cannot be read: quarantine puts them into <table>._rejected with line, reason and raw text; fail ends the conversion. Default: quarantine.",
            HelpName = "quarantine|fail",
        };
        option.AcceptOnlyFromAmong("quarantine", "fail");
        return option;
    }

    public static BadRowPolicy Policy(string? word) => word == "fail" ? BadRowPolicy.Fail : BadRowPolicy.Quarantine;

    public void AddTo(Command command)
    {
        command.Add(_to);
        command.Add(_overwriteSchema);
        command.Add(_onBadRow);
        command.Add(_schema);
    }

    public OutputFormat To(ParseResult parsed) => parsed.GetValue(_to) switch
    {
        "csv" => OutputFormat.Csv,
        "json" => OutputFormat.Json,
        "delta" => OutputFormat.Delta,
        _ => OutputFormat.Parquet,
    };

    /// <summary>Whether the user said what to write.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_to) is { Implicit: false };

    /// <param name="isTable">Whether the output is a table of the catalog, which is Delta's.</param>
    /// <exception cref="UsageException">Options say different things.</exception>
    public ConversionRequest Apply(ParseResult parsed, ResolvedSettings settings, ConversionRequest request, bool isTable = false) => request with
    {
        To = To(parsed),
        OverwriteSchema = OverwriteSchema(parsed, isTable),
        OnBadRow = Policy(parsed.GetValue(_onBadRow)),
        SchemaFile = parsed.GetValue(_schema)?.FullName,
        Parquet = new ParquetOptions
        {
            RowGroupRows = settings.Get(SettingsTable.RowGroupRows),
            Compression = Enum.Parse<ParquetCompression>(settings.Get(SettingsTable.Compression), ignoreCase: true),
        },
    };

    /// <summary>The options as they were given: two equal lists write a table alike, but for the schema file's content.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
        new Option[] { _to, _overwriteSchema, _onBadRow, _schema }
            .Where(option => parsed.GetResult(option) is { Implicit: false })
            .SelectMany(option => parsed.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name));

    private bool OverwriteSchema(ParseResult parsed, bool isTable)
    {
        bool isWanted = parsed.GetValue(_overwriteSchema);
        if (isWanted && !isTable && To(parsed) != OutputFormat.Delta) throw new UsageException("--overwrite-schema is about Delta tables; add --to delta.");
        return isWanted;
    }

    public string? SchemaPath(ParseResult parsed) => parsed.GetValue(_schema)?.FullName;
}
