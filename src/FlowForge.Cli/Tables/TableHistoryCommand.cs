using System.CommandLine;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Delta;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table history NAME</c>: the commits, the newest first.</summary>
internal sealed class TableHistoryCommand : TableCommand
{
    private readonly Option<int> _limit = new("--limit") { Description = "At most so many commits. Default: all that the log still has.", HelpName = "N", DefaultValueFactory = _ => int.MaxValue };

    public TableHistoryCommand(Shell shell) : base(shell, "history", "Lists the commits of a table, the newest first: version, time, operation, parameters and metrics.")
    {
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--limit: at least 1.");
        });
        AddTableOptions(_limit);
    }

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        ShownCommit[] commits = [.. target.Table.History(cancellationToken).Reverse().Take(parsed.GetValue(_limit)).Select(ShownCommit.Of)];
        if (WantsJson(parsed))
        {
            Shell.WriteJson(commits, CliJson.Relaxed.ShownCommitArray);
            return ExitCodes.Done;
        }
        TextTable list = new TextTable("VERSION", "TIME (UTC)", "OPERATION", "PARAMETERS", "METRICS").AlignRight(0);
        foreach (ShownCommit commit in commits)
            list.Add($"{commit.Version}", commit.Timestamp.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff"), commit.Operation ?? "?", Entries(commit.Parameters), Entries(commit.Metrics));
        list.WriteTo(Shell.Out);
        return ExitCodes.Done;
    }

    private static string Entries(IReadOnlyDictionary<string, string> entries) => string.Join(' ', entries.Where(entry => entry.Value is not ("" or "[]")).Select(entry => $"{entry.Key}={entry.Value}"));
}

internal sealed record ShownCommit(long Version, DateTimeOffset Timestamp, string? Operation, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Metrics, string? Engine, string? User, string? UserMetadata)
{
    public static ShownCommit Of(HistoryEntry entry) => new(entry.Version, entry.Timestamp, entry.Operation, entry.Parameters, entry.Metrics, entry.Info?.EngineInfo, entry.Info?.UserName, entry.UserMetadata);
}
