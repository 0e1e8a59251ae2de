using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli.Tables;

/// <summary>Where the local catalog is.</summary>
internal static class LakehouseFolder
{
    private const string ProjectFolder = "lakehouse";

    public static LocalCatalog Open(Shell shell, ResolvedSettings settings) => new(Find(shell, settings));

    private static string Find(Shell shell, ResolvedSettings settings)
    {
        SettingValue value = settings.Values.First(candidate => candidate.Setting == SettingsTable.LakehouseRoot);
        string? project = SettingsResolver.ProjectFile(shell.WorkingFolder);
        return value switch
        {
            { Origin: Origin.Default } when project is not null => Path.Combine(Path.GetDirectoryName(project)!, ProjectFolder),
            { Origin: Origin.Default } => Path.Combine(shell.HomeFolder ?? shell.WorkingFolder, ".flowforge", ProjectFolder),
            { Origin: Origin.ProjectFile or Origin.UserFile, Where.File: { } file } => Path.GetFullPath(value.Text!, Path.GetDirectoryName(Path.GetFullPath(file, shell.WorkingFolder))!),
            _ => Path.GetFullPath(value.Text!, shell.WorkingFolder),
        };
    }
}
