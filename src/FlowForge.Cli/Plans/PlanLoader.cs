using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.DuckDb;

namespace FlowForge.Cli.Plans;

/// <summary>Loads a plan with all that can be known of its surroundings.</summary>
internal static class PlanLoader
{
    public static PlanFile Load(string path, Shell shell, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        using DuckDbDatabase engine = TableWork.OpenEngine(settings);
        string full = Path.GetFullPath(path, shell.WorkingFolder);
        var outside = new PlanSchemas(new Converter(FormatRegistry.Default, shell.Time), LakehouseFolder.Open(shell, settings), engine, Path.GetDirectoryName(full)!, Path.GetFullPath(settings.Get(SettingsTable.TempDirectory)!), cancellationToken);
        var file = PlanFile.Load(path, outside);
        return outside.Findings.Count == 0 ? file : file with { Findings = [.. file.Findings, .. outside.Findings] };
    }
}
