using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary>What settings say of conversions.</summary>
internal static class ConversionSettings
{
    /// <summary>A request as far as limits and resources go; input, output and how to read are still to be said.</summary>
    public static ConversionRequest Request(ResolvedSettings settings) => new()
    {
        Input = "",
        Output = "",
        Read = new ReadOptions
        {
            MaxFileBytes = settings.Get(SettingsTable.MaxFileSize),
            BlockBytes = (int)settings.Get(SettingsTable.ChunkSize)!.Value,
        },
        TempDirectory = Path.GetFullPath(settings.Get(SettingsTable.TempDirectory)!),
        Threads = settings.Get(SettingsTable.Threads),
        MemoryLimit = settings.Get(SettingsTable.MemoryLimit) is { } bytes ? $"{bytes}B" : null,
    };

    public static StoragePlaces Places(Shell shell, ResolvedSettings settings) => new(new StoragePlaceOptions
    {
        Environment = shell.Environment,
        DatabricksHost = settings.Get(SettingsTable.DatabricksHost),
        DatabricksToken = settings.Get(SettingsTable.DatabricksToken),
    }, shell.Time);
}
