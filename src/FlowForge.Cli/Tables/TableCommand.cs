using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Cli.Tables;

/// <summary>What the commands below <c>flowforge table</c> have in common: the catalog, an engine, one table.</summary>
internal abstract class TableCommand : ShellCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A table: schema.table, catalog.schema.table, or the path of its folder." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout." };

    protected TableCommand(Shell shell, string name, string description) : base(shell, name, description, SettingsTable.LakehouseRoot, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory)
    {
    }

    /// <summary>Adds argument and options that all have, around the command's own.</summary>
    protected void AddTableOptions(params IEnumerable<Option> own)
    {
        Add(_name);
        foreach (Option option in own) Add(option);
        AddSettingOptions();
        Add(_json);
    }

    protected bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    protected abstract int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken);

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        LocalCatalog catalog = LakehouseFolder.Open(Shell, settings);
        using DuckDbDatabase engine = TableWork.OpenEngine(settings);
        var target = TableTarget.Find(parsed.GetRequiredValue(_name), catalog, Shell.WorkingFolder, engine);
        return Task.FromResult(Run(parsed, target, new TableWork(catalog, engine, Shell.Time), cancellationToken));
    }
}

/// <summary>What it takes to change tables.</summary>
internal sealed record TableWork(LocalCatalog Catalog, DuckDbDatabase Engine, TimeProvider Time)
{
    public static WriterOptions WriterOptions(TimeProvider time) => new() { Clock = time, EngineInfo = $"FlowForge/{ProductVersion.Text}" };

    public static DuckDbDatabase OpenEngine(ResolvedSettings settings)
    {
        var engine = new Dictionary<string, string>
        {
            ["threads"] = settings.Get(SettingsTable.Threads).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["temp_directory"] = Path.GetFullPath(settings.Get(SettingsTable.TempDirectory)!),
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        if (settings.Get(SettingsTable.MemoryLimit) is { } bytes) engine["memory_limit"] = $"{bytes}B";
        return DuckDbDatabase.Open(null, engine);
    }

    /// <summary>Does something with a writer of the table.</summary>
    public T Write<T>(TableTarget target, Func<DeltaWriter, T> write)
    {
        using DuckDbConnection connection = Engine.Connect();
        return write(new DeltaWriter(target.Table, connection, WriterOptions(Time)));
    }
}
