using System.CommandLine;
using System.Globalization;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table vacuum NAME</c>: deletes files that no version needs any more.</summary>
internal sealed class TableVacuumCommand : TableCommand
{
    private static readonly TimeSpan s_safe = TimeSpan.FromHours(168);

    private readonly Option<string?> _retain = new("--retain") { Description = "Keep what was in the table within this time: 168h, 7d, 30m. Default: what the table says, 7 days when it says nothing.", HelpName = "TIME" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "List the files; delete none." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Needed for less than 168h: readers of older versions and running writers may lose files." };

    public TableVacuumCommand(Shell shell) : base(shell, "vacuum", "Deletes files that no version within the retention names. Older versions can then not be read any more.") => AddTableOptions(_retain, _dryRun, _yes);

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        TimeSpan? retain = parsed.GetValue(_retain) is { } text ? Parse(text) : null;
        bool dryRun = parsed.GetValue(_dryRun);
        if (retain < s_safe && !dryRun && !parsed.GetValue(_yes))
            throw new UsageException("--retain: less than 168h takes files away from readers of older versions and from writers at work. Say --yes when there are none.");
        IReadOnlyList<string> files = work.Write(target, writer => writer.Vacuum(retain, dryRun, cancellationToken));
        if (WantsJson(parsed)) Shell.WriteJson(new VacuumedFiles(target.Text, dryRun, files), CliJson.Relaxed.VacuumedFiles);
        else
        {
            if (dryRun) foreach (string file in files) Shell.Out.WriteLine(file);
            Shell.Error.WriteLine($"{target.Text}: {ReportText.Count(files.Count, "file")} {(dryRun ? "would be deleted" : "deleted")}.");
        }
        return ExitCodes.Done;
    }

    private static TimeSpan Parse(string text)
    {
        (string number, Func<double, TimeSpan>? unit) = text.Length > 1 ? (text[..^1], UnitOf(text[^1])) : (text, null);
        if (unit is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || count > 1e6)
            throw new UsageException($"--retain: expected a time such as 168h, 7d or 30m; found '{text}'.");
        return unit(count);
    }

    private static Func<double, TimeSpan>? UnitOf(char unit) => unit switch
    {
        'd' => TimeSpan.FromDays,
        'h' => TimeSpan.FromHours,
        'm' => TimeSpan.FromMinutes,
        's' => TimeSpan.FromSeconds,
        _ => null,
    };
}

/// <param name="DryRun">Nothing was deleted.</param>
/// <param name="Files">Below the table's folder.</param>
internal sealed record VacuumedFiles(string Table, bool DryRun, IReadOnlyList<string> Files);
