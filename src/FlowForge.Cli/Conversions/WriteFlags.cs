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

    public ConversionRequest Apply(ParseResult parsed, ResolvedSettings settings, ConversionRequest request) => request with
    {
        To = To(parsed),
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
        new Option[] { _to, _onBadRow, _schema }
            .Where(option => parsed.GetResult(option) is { Implicit: false })
            .SelectMany(option => parsed.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name));

    public string? SchemaPath(ParseResult parsed) => parsed.GetValue(_schema)?.FullName;
}
