using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Settings;

/// <summary>Where a value came from. The higher one wins.</summary>
internal enum Origin
{
    Default,
    UserFile,
    ProjectFile,
    Environment,
    Flag,
}

/// <summary>A setting's value as text.</summary>
/// <param name="Text">As written; null when the setting is not set and has no default.</param>
/// <param name="Where">The option, the variable or the place in the file; null for a default.</param>
internal sealed record SettingValue(Setting Setting, string? Text, Origin Origin, Location? Where)
{
    private const string Mask = "********";

    /// <summary>For people: secrets are stars.</summary>
    public string? Shown => Text is null ? null : Setting.IsSecret ? Mask : Text;

    public string OriginText => Origin switch
    {
        Origin.Default => "default",
        Origin.UserFile or Origin.ProjectFile => $"file {Where}",
        Origin.Environment => $"environment {Where}",
        Origin.Flag => $"option {Where}",
    };
}
