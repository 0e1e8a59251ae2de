using System.CommandLine;
using System.IO.Enumeration;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table list [PATTERN]</c>: the tables of the catalog.</summary>
internal sealed class TableListCommand : ShellCommand
{
    private readonly Argument<string?> _pattern = new("PATTERN") { Description = "Names to list, with * and ?: silver.*, *customer*. Default: all.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout." };

    public TableListCommand(Shell shell) : base(shell, "list", "Lists the tables of the local catalog with version, rows and bytes.", SettingsTable.LakehouseRoot)
    {
        Add(_pattern);
        AddSettingOptions();
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        LocalCatalog catalog = LakehouseFolder.Open(Shell, settings);
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        ListedTable[] tables = [.. catalog.Tables().Where(name => Matches(parsed.GetValue(_pattern), name)).Select(name => ListedTable.Of(catalog, name, engine, cancellationToken))];
        if (parsed.GetValue(_json)) Shell.WriteJson(tables, CliJson.Relaxed.ListedTableArray);
        else Write(tables, catalog);
        return Task.FromResult(ExitCodes.Done);
    }

    /// <summary>A pattern without the catalog, or without catalog and schema, is of the last parts.</summary>
    private static bool Matches(string? pattern, Core.Plans.TableName name) => pattern is null
        || new[] { name.ToString(), $"{name.Schema}.{name.Table}", name.Table }.Any(text => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true));

    private void Write(ListedTable[] tables, LocalCatalog catalog)
    {
        foreach (ListedTable broken in tables.Where(table => table.Error is not null)) Shell.Error.WriteLine($"{broken.Name}: error: {broken.Error}");
        if (tables.Length == 0)
        {
            Shell.Error.WriteLine($"No tables in {catalog.Root}.");
            return;
        }
        TextTable list = new TextTable("TABLE", "VERSION", "ROWS", "FILES", "SIZE").AlignRight(1, 2, 3, 4);
        foreach (ListedTable table in tables) list.Add(table.Name, table.Version?.ToString("N0") ?? "?", table.Rows?.ToString("N0") ?? "?", table.Files?.ToString("N0") ?? "?", table.Bytes is { } bytes ? ByteSize.Round(bytes) : "?");
        list.WriteTo(Shell.Out);
    }
}

/// <param name="Rows">Null when the files' statistics do not say.</param>
/// <param name="Error">Why it cannot be read; null when it can.</param>
internal sealed record ListedTable(string Name, string Location, long? Version, long? Rows, int? Files, long? Bytes, string? Error)
{
    public static ListedTable Of(LocalCatalog catalog, Core.Plans.TableName name, DuckDbDatabase engine, CancellationToken cancellationToken)
    {
        string text = UnityName.ToSql(name), folder = catalog.FolderOf(name);
        try
        {
            var table = TableDescription.Of(catalog.Table(name, engine).Latest(cancellationToken), text);
            return new ListedTable(text, folder, table.Version, table.Rows, table.Files, table.Bytes, null);
        }
        catch (InputException broken)
        {
            return new ListedTable(text, folder, null, null, null, null, broken.Diagnostic.Summary);
        }
    }
}
