using System.CommandLine;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Runs;

/// <summary><c>flowforge run PLAN</c>: builds a plan's tables on this machine.</summary>
internal sealed class RunCommand : ShellCommand
{
    private const string AllLayers = "all";

    private readonly Argument<string> _plan = new("PLAN") { Description = "A plan's YAML file." };
    private readonly Option<string> _layer = new("--layer") { Description = "Build the tables of this layer only. Default: all.", HelpName = "bronze|silver|gold|ml|all" };
    private readonly Option<string?> _from = new("--from") { Description = "Begin with this table, or with the table of this step: silver.customers, silver.customers.fill or fill.", HelpName = "STEP" };
    private readonly Option<bool> _fullRefresh = new("--full-refresh") { Description = "Forget watermarks and stored fits, and fill appending tables anew." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress and no summary; warnings and errors only." };
    private readonly Option<bool> _json = new("--json") { Description = "Write an event a line to stdout, as JSON for programs. See docs/reference/events.md." };

    public RunCommand(Shell shell)
        : base(shell, "run", "Builds a plan's tables: reads the sources, runs the steps, writes each table in one commit. Can be stopped and run again at any time.",
            SettingsTable.LakehouseRoot, SettingsTable.MaxFileSize, SettingsTable.ChunkSize, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory, SettingsTable.Progress)
    {
        _layer.AcceptOnlyFromAmong([.. Enum.GetNames<Layer>().Select(name => name.ToLowerInvariant()), AllLayers]);
        Add(_plan);
        Add(_layer);
        Add(_from);
        Add(_fullRefresh);
        AddSettingOptions();
        Add(_quiet);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        PlanFile file = PlanLoader.Load(parsed.GetRequiredValue(_plan), Shell, settings, cancellationToken);
        // A source that is missing is said once, by the run that needs it.
        foreach (Diagnostic finding in file.Findings.Where(finding => finding.Id != PlanSchemas.MissingId)) Shell.Error.WriteLine(finding);
        if (!file.IsValid) return Task.FromResult(ExitCodes.Failed);
        Run(parsed, settings, file, cancellationToken);
        return Task.FromResult(ExitCodes.Done);
    }

    private void Run(ParseResult parsed, ResolvedSettings settings, PlanFile file, CancellationToken cancellationToken)
    {
        bool isQuiet = parsed.GetValue(_quiet), isJson = parsed.GetValue(_json);
        RunRecord? ended = null;
        try
        {
            using IProgressDisplay display = ProgressDisplay.Start(Shell, settings.Get(SettingsTable.Progress), isQuiet);
            using DuckDbDatabase engine = TableWork.OpenEngine(settings);
            var watcher = new RunWatcher(file.Plan, display, isQuiet || settings.Get(SettingsTable.Progress) == "none", isJson ? new RunEventLines(Shell.Out) : null, record => ended = record);
            LocalCatalog catalog = LakehouseFolder.Open(Shell, settings);
            RunOptions options = PlanRunOptions.Of(file, parsed.GetRequiredValue(_plan), Shell, settings, catalog, display) with
            {
                Layer = parsed.GetValue(_layer) is { } layer and not AllLayers ? Enum.Parse<Layer>(layer, ignoreCase: true) : null,
                From = parsed.GetValue(_from),
                FullRefresh = parsed.GetValue(_fullRefresh),
                Progress = watcher,
            };
            PlanRun.Run(file.Checked, new CatalogTables(catalog, engine), engine, options, cancellationToken);
        }
        finally
        {
            // A run that failed has a summary too, of what it had done until then.
            if (ended is not null && !isJson && !isQuiet) RunSummary.Write(ended, file.Plan, Shell.Out);
        }
    }
}
