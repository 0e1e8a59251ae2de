using FlowForge.Cli.Conversions;
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
        var outside = new PlanSchemas(new Converter(FormatRegistry.Default, shell.Time), LakehouseFolder.Open(shell, settings), engine, ConversionSettings.Request(settings), FolderOf(path, shell), cancellationToken);
        return PlanFile.Load(path, outside, outside.Findings) with { Looks = outside.Looks };
    }

    /// <summary>Where relative paths of the plan's sources start.</summary>
    public static string FolderOf(string path, Shell shell) => Path.GetDirectoryName(Path.GetFullPath(path, shell.WorkingFolder))!;
}
