using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Settings;

/// <summary>Where settings are looked for.</summary>
/// <param name="Flags">Option (<c>--compression</c>) to its text, for the options given on the command line.</param>
/// <param name="Environment">Looks up a variable; null when unset.</param>
/// <param name="WorkingFolder">The project file is searched from here upward.</param>
/// <param name="HomeFolder">Holds <c>.flowforge/config.yaml</c>; null when the account has none.</param>
internal sealed record SettingsSources(
    IReadOnlyDictionary<string, string> Flags,
    Func<string, string?> Environment,
    string WorkingFolder,
    string? HomeFolder);

/// <summary>All settings, each with its value and origin, and what was wrong on the way.</summary>
internal sealed class ResolvedSettings(IReadOnlyList<SettingValue> values, IReadOnlyList<Diagnostic> findings)
{
    /// <summary>One a setting, in the order of <see cref="SettingsTable.All"/>.</summary>
    public IReadOnlyList<SettingValue> Values { get; } = values;

    public IReadOnlyList<Diagnostic> Findings { get; } = findings;

    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>The value; the setting's default when it is not set.</summary>
    public T Get<T>(Setting<T> setting)
    {
        SettingValue value = Values.First(candidate => candidate.Setting == setting);
        return value.Origin == Origin.Default ? setting.Default : setting.Read(value.Text!);
    }
}

/// <summary>Flags win over the environment, that over the project file, that over the user's file, that over the defaults.</summary>
internal static class SettingsResolver
{
    public const string ProjectFileName = "flowforge.yaml";

    public static ResolvedSettings Resolve(SettingsSources sources)
    {
        var findings = new List<Diagnostic>();
        var found = new List<SettingValue>();
        if (UserFile(sources.HomeFolder) is { } userFile) found.AddRange(ConfigFile.Read(userFile, Origin.UserFile, findings));
        if (ProjectFile(sources.WorkingFolder) is { } projectFile) found.AddRange(ConfigFile.Read(projectFile, Origin.ProjectFile, findings));
        found.AddRange(FromEnvironment(sources.Environment));
        found.AddRange(FromFlags(sources.Flags));
        findings.AddRange(found.Where(value => !value.Setting.IsValid(value.Text!)).Select(BadValue));
        return new ResolvedSettings([.. SettingsTable.All.Select(setting => Highest(setting, found))], findings);
    }

    private static SettingValue Highest(Setting setting, List<SettingValue> found) =>
        found.Where(value => value.Setting == setting).MaxBy(value => value.Origin)
        ?? new SettingValue(setting, setting.DefaultValue, Origin.Default, null);

    private static IEnumerable<SettingValue> FromEnvironment(Func<string, string?> environment) =>
        from setting in SettingsTable.All
        let text = environment(setting.Variable)
        where !string.IsNullOrWhiteSpace(text)
        select new SettingValue(setting, text, Origin.Environment, new Location(setting.Variable));

    private static IEnumerable<SettingValue> FromFlags(IReadOnlyDictionary<string, string> flags) =>
        from setting in SettingsTable.All
        where setting.Flag is not null && flags.ContainsKey(setting.Flag)
        select new SettingValue(setting, flags[setting.Flag!], Origin.Flag, new Location(setting.Flag!));

    private static Diagnostic BadValue(SettingValue value) =>
        new("config-bad-value", Severity.Error, value.Where!, $"{(value.Origin == Origin.Flag ? "" : $"{value.Setting.Name}: ")}expected {value.Setting.Accepts}; found '{value.Shown}'.");

    private static string? UserFile(string? home)
    {
        if (home is null) return null;
        string path = Path.Combine(home, ".flowforge", "config.yaml");
        return File.Exists(path) ? path : null;
    }

    /// <summary>In the folder or the nearest one above it; null when there is none.</summary>
    public static string? ProjectFile(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, ProjectFileName);
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
