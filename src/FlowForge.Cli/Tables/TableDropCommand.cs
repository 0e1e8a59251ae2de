using System.CommandLine;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table drop NAME --yes</c>: out of the catalog, into its trash.</summary>
internal sealed class TableDropCommand : TableCommand
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Needed: drops the table." };
    private readonly Option<bool> _purge = new("--purge") { Description = "Delete the files for good, instead of moving the folder to the catalog's .trash." };

    public TableDropCommand(Shell shell) : base(shell, "drop", "Takes a table out of the catalog. Its folder goes to .trash in the catalog's folder, and can be moved back.") => AddTableOptions(_yes, _purge);

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        if (target.Name is null) throw new UsageException($"{target.Text}: a table by path is not in the catalog. Its folder is yours to remove.");
        if (!parsed.GetValue(_yes)) throw new UsageException($"{target.Text} would be dropped. Say --yes to do it.");
        string? trash = null;
        if (parsed.GetValue(_purge)) work.Catalog.Purge(target.Name, work.Time);
        else trash = work.Catalog.Drop(target.Name, work.Time);
        if (WantsJson(parsed)) Shell.WriteJson(new DroppedTable(target.Text, trash), CliJson.Relaxed.DroppedTable);
        else Shell.Error.WriteLine(trash is null ? $"{target.Text}: dropped, its files are deleted." : $"{target.Text}: dropped. Its folder is now {trash}");
        return ExitCodes.Done;
    }
}

/// <param name="Trash">Where its folder is now; null when it was deleted.</param>
internal sealed record DroppedTable(string Table, string? Trash);
