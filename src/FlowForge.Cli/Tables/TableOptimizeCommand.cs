using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table optimize NAME</c>: small files together.</summary>
internal sealed class TableOptimizeCommand : TableCommand
{
    private const long DefaultBytes = 128 << 20;

    private readonly Option<string?> _target = new("--target-size") { Description = "Bytes that files are brought to, at least 1MiB. Files below half of it are written together. Default: 128MiB.", HelpName = "SIZE" };

    public TableOptimizeCommand(Shell shell) : base(shell, "optimize", "Writes a table's small files together, and files without their deleted rows. No row changes.") => AddTableOptions(_target);

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        long bytes = DefaultBytes;
        if (parsed.GetValue(_target) is { } text && (!ByteSize.TryParse(text, out bytes) || bytes < 1 << 20)) throw new UsageException($"--target-size: expected a size of at least 1MiB; found '{text}'.");
        WriteResult result = work.Write(target, writer => writer.Optimize(bytes, null, cancellationToken));
        if (WantsJson(parsed)) Shell.WriteJson(WrittenVersion.Of(target, result), CliJson.Relaxed.WrittenVersion);
        else Shell.Error.WriteLine(result.IsNew
            ? $"{target.Text}: {result.Metrics["numRemovedFiles"]} files became {result.Metrics["numAddedFiles"]}, version {result.Version}. The old ones stay for older versions until a vacuum."
            : $"{target.Text}: nothing to do: no two files of a partition are small, and none has deleted rows.");
        return ExitCodes.Done;
    }
}

/// <summary>What a command wrote.</summary>
/// <param name="Changed">False when there was nothing to do.</param>
internal sealed record WrittenVersion(string Table, long Version, bool Changed, IReadOnlyDictionary<string, string> Metrics)
{
    public static WrittenVersion Of(TableTarget target, WriteResult result) => new(target.Text, result.Version, result.IsNew, result.Metrics);
}
