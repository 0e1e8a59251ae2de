using FlowForge.Cli.Conversions;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Execution;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Runs;

/// <summary>How plans are run from the command line.</summary>
internal static class PlanRunOptions
{
    /// <summary>In the catalog's folder, so that whoever sees the tables sees how they came to be.</summary>
    private const string RunsFolder = ".runs";

    /// <param name="path">Where the plan lies.</param>
    /// <param name="firstRows">Of each source; null for all.</param>
    public static RunOptions Of(PlanFile file, string path, Shell shell, ResolvedSettings settings, LocalCatalog catalog, IProgressDisplay display, long? firstRows = null)
    {
        StoragePlaces places = ConversionSettings.Places(shell, settings);
        ConversionRequest template = ConversionSettings.Request(settings) with { FirstRows = firstRows };
        var conversion = new ConversionRun(new Converter(FormatRegistry.Default, shell.Time), places, new InputStaging(places, shell.OpenInput, template.TempDirectory!, template.Read.MaxFileBytes));
        return new RunOptions
        {
            PlanFolder = PlanLoader.FolderOf(path, shell),
            RunsFolder = Path.Combine(catalog.Root, RunsFolder),
            EngineInfo = $"FlowForge/{ProductVersion.Text}",
            Clock = shell.Time,
            TempFolder = template.TempDirectory!,
            Sources = new PlanSources(conversion, places, template, file.Plan.Settings.TimeZone, display),
            Secrets = new VariableSecrets(shell.Environment).Find,
        };
    }
}
