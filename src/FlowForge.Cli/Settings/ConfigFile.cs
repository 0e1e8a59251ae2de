using FlowForge.Cli.Projects;
using FlowForge.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FlowForge.Cli.Settings;

/// <summary>A configuration file: groups of keys in YAML, and in a project's file its sources. Reads values with their places, and finds what is not a setting.</summary>
internal static class ConfigFile
{
    /// <summary>The values in the file's order. Whatever is wrong goes into <paramref name="findings"/>, all of it at once.</summary>
    public static IReadOnlyList<SettingValue> Read(string path, Origin origin, List<Diagnostic> findings)
    {
        if (Load(path, findings) is not { } root) return [];
        var values = new List<SettingValue>();
        foreach ((YamlNode groupKey, YamlNode group) in root.Children)
        {
            string groupName = Text(groupKey);
            if (groupName == ProjectFile.SourcesKey && origin == Origin.ProjectFile)
                ProjectFile.Read(path, findings);
            else if (groupName == ProjectFile.SourcesKey)
                findings.Add(Error("config-not-a-setting", Place(path, groupKey), "sources belong to a project: put them into its flowforge.yaml."));
            else if (!IsGroup(groupName))
                findings.Add(Unknown(groupName, Place(path, groupKey), SettingsTable.All.Select(setting => GroupOf(setting.Name)).Distinct()));
            else if (group is YamlMappingNode keys)
                ReadGroup(path, groupName, keys, origin, values, findings);
            else if (group is not YamlScalarNode { Value: null or "" })
                findings.Add(Error("config-not-a-group", Place(path, group), $"'{groupName}' holds settings, one 'key: value' a line; found {Describe(group)}."));
        }

        return values;
    }

    private static void ReadGroup(string path, string group, YamlMappingNode keys, Origin origin, List<SettingValue> values, List<Diagnostic> findings)
    {
        foreach ((YamlNode key, YamlNode node) in keys.Children)
        {
            string name = $"{group}.{Text(key)}";
            Location where = Place(path, node);
            if (SettingsTable.Find(name) is not { } setting)
                findings.Add(Unknown(name, Place(path, key), SettingsTable.All.Select(known => known.Name)));
            else if (node is not YamlScalarNode { Value: { Length: > 0 } text })
                findings.Add(Error("config-bad-value", where, $"{name}: expected {setting.Accepts}; found {Describe(node)}."));
            else
                AddValue(new SettingValue(setting, text, origin, where), values, findings);
        }
    }

    private static void AddValue(SettingValue value, List<SettingValue> values, List<Diagnostic> findings)
    {
        values.Add(value);
        if (value is { Setting.IsSecret: true, Origin: Origin.ProjectFile })
        {
            findings.Add(new Diagnostic("config-secret-in-project", Severity.Warning, value.Where!, $"{value.Setting.Name} is a secret in a project file, and project files belong in git.",
                $"Set {value.Setting.Variable} in the environment, or move it to ~/.flowforge/config.yaml."));
        }
    }

    private static YamlMappingNode? Load(string path, List<Diagnostic> findings)
    {
        try
        {
            using StreamReader reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count == 0) return null;
            YamlNode root = yaml.Documents[0].RootNode;
            if (root is YamlMappingNode mapping) return mapping;
            if (root is not YamlScalarNode { Value: null or "" })
                findings.Add(Error("config-not-a-map", Place(path, root), $"A configuration file holds groups of settings; found {Describe(root)}."));
        }
        catch (YamlException wrong)
        {
            findings.Add(Error("config-not-yaml", new Location(path, wrong.Start.Line, wrong.Start.Column), $"This is not YAML: {FirstLine(wrong.Message)}"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Add(Error("config-unreadable", new Location(path), $"The configuration file cannot be read: {unreadable.Message}"));
        }

        return null;
    }

    private static Diagnostic Unknown(string name, Location where, IEnumerable<string> candidates)
    {
        string? nearest = Spelling.Nearest(name, candidates);
        return new Diagnostic("config-unknown-key", Severity.Error, where, $"There is no setting '{name}'.",
            nearest is null ? "See docs/reference/config.md for all settings." : $"Did you mean '{nearest}'?");
    }

    private static Diagnostic Error(string id, Location where, string summary) => new(id, Severity.Error, where, summary);

    private static Location Place(string path, YamlNode node) => new(path, node.Start.Line, node.Start.Column);

    private static bool IsGroup(string name) => SettingsTable.All.Any(setting => GroupOf(setting.Name) == name);

    private static string GroupOf(string name) => name[..name.IndexOf('.', StringComparison.Ordinal)];

    private static string Text(YamlNode key) => (key as YamlScalarNode)?.Value ?? Describe(key);

    private static string Describe(YamlNode node) => node switch
    {
        YamlMappingNode => "a map",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: { Length: > 0 } text } => $"'{text}'",
        _ => "nothing",
    };

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
