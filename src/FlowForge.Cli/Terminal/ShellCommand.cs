using System.CommandLine;
using System.CommandLine.Parsing;
using FlowForge.Cli.Settings;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Terminal;

/// <summary>A command of ours: settles its settings, then runs. Derived classes declare options and do one thing.</summary>
internal abstract class ShellCommand : Command
{
    private readonly IReadOnlyList<Option<string?>> _settingOptions;

    /// <param name="settings">The settings that this command takes as options; those without a flag are left out.</param>
    protected ShellCommand(Shell shell, string name, string description, params IEnumerable<Setting> settings) : base(name, description)
    {
        Shell = shell;
        _settingOptions = [.. settings.Where(setting => setting.Flag is not null).Select(SettingOptions.Of)];
        SetAction(StartAsync);
    }

    protected Shell Shell { get; }

    protected abstract Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken);

    /// <summary>Whether wrong settings end the command before it runs.</summary>
    protected virtual bool NeedsGoodSettings => true;

    /// <summary>Adds the options of settings after the command's own, so that help tells the important ones first.</summary>
    protected void AddSettingOptions()
    {
        foreach (Option<string?> option in _settingOptions) Add(option);
    }

    private async Task<int> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ResolvedSettings settings = SettingsResolver.Resolve(new SettingsSources(GivenFlags(parsed), Shell.Environment, Shell.WorkingFolder, Shell.HomeFolder));
        foreach (Diagnostic finding in settings.Findings) Shell.Error.WriteLine(finding);
        return settings.HasErrors && NeedsGoodSettings ? ExitCodes.Usage : await RunAsync(parsed, settings, cancellationToken);
    }

    private Dictionary<string, string> GivenFlags(ParseResult parsed)
    {
        var given = new Dictionary<string, string>();
        foreach (Option<string?> option in _settingOptions)
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is { } text) given.Add(option.Name, text);
        }

        return given;
    }
}
