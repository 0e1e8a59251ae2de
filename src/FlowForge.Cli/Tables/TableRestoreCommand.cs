using System.CommandLine;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table restore NAME --version n</c>: an older version becomes the newest.</summary>
internal sealed class TableRestoreCommand : TableCommand
{
    private readonly Option<long?> _version = new("--version") { Description = "The version to restore.", HelpName = "N" };
    private readonly Option<DateTimeOffset?> _timestamp = new("--timestamp") { Description = "Or the version that was the newest at this time, e.g. 2024-01-31T10:00:00Z. Without a zone: UTC.", HelpName = "TIME", CustomParser = Timestamps.Parse };

    public TableRestoreCommand(Shell shell) : base(shell, "restore", "Makes an older version of a table its newest one, as a commit of its own: nothing is lost.") => AddTableOptions(_version, _timestamp);

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        long version = (parsed.GetValue(_version), parsed.GetValue(_timestamp)) switch
        {
            ({ } number, null) => number,
            (null, { } time) => target.Table.At(time, cancellationToken).Version,
            (null, null) => throw new UsageException("Which version? Give --version N or --timestamp TIME. See: flowforge table history"),
            _ => throw new UsageException("--version and --timestamp both name a version; give one of them."),
        };
        WriteResult result = work.Write(target, writer => writer.Restore(version, null, cancellationToken));
        if (WantsJson(parsed)) Shell.WriteJson(WrittenVersion.Of(target, result), CliJson.Relaxed.WrittenVersion);
        else Shell.Error.WriteLine(result.IsNew ? $"{target.Text}: version {version} is restored, as version {result.Version}." : $"{target.Text}: version {version} is what the table has already.");
        return ExitCodes.Done;
    }
}
