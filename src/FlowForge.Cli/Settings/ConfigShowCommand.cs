using System.CommandLine;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Settings;

/// <summary><c>flowforge config show</c>: every setting, its value, and where the value comes from.</summary>
internal sealed class ConfigShowCommand : ShellCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs." };

    public ConfigShowCommand(Shell shell) : base(shell, "show", "Shows every setting, its value, and where the value comes from. Secrets are masked.") => Add(_json);

    // Shown all the same: this is the command that people use to find out what is wrong.
    protected override bool NeedsGoodSettings => false;

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_json))
            Shell.WriteJson([.. settings.Values.Select(ShownSetting.Of)], CliJson.Relaxed.ShownSettingArray);
        else
            WriteTable(settings);
        return Task.FromResult(settings.HasErrors ? ExitCodes.Usage : ExitCodes.Done);
    }

    private void WriteTable(ResolvedSettings settings)
    {
        var table = new TextTable("SETTING", "VALUE", "FROM");
        foreach (SettingValue value in settings.Values) table.Add(value.Setting.Name, value.Shown ?? "(not set)", value.OriginText);
        table.WriteTo(Shell.Out);
    }
}

/// <param name="Value">Null when not set; stars for a secret.</param>
/// <param name="Origin"><c>flag</c>, <c>environment</c>, <c>project-file</c>, <c>user-file</c> or <c>default</c>.</param>
/// <param name="Where">The option, the variable, or <c>file:line:col</c>.</param>
internal sealed record ShownSetting(string Name, string? Value, string Origin, string? Where)
{
    public static ShownSetting Of(SettingValue value) => new(value.Setting.Name, value.Shown, OriginName(value.Origin), value.Where?.ToString());

    private static string OriginName(Origin origin) => origin switch
    {
        Settings.Origin.Flag => "flag",
        Settings.Origin.Environment => "environment",
        Settings.Origin.ProjectFile => "project-file",
        Settings.Origin.UserFile => "user-file",
        Settings.Origin.Default => "default",
    };
}
