using System.CommandLine;

namespace FlowForge.Cli.Settings;

/// <summary>Settings as options of a command.</summary>
internal static class SettingOptions
{
    /// <summary>The text is checked where all sources of settings meet, so that a bad flag reads like a bad variable.</summary>
    public static Option<string?> Of(Setting setting)
    {
        var option = new Option<string?>(setting.Flag!)
        {
            Description = $"{setting.Doc} Expects {setting.Accepts}. Default: {setting.DefaultText}.",
            HelpName = setting is Setting<string> ? "NAME" : setting.Name.Split('.')[^1].Split('_')[^1].ToUpperInvariant(),
        };
        return option;
    }
}
