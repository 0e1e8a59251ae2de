using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace FlowForge.Cli.Reference;

/// <summary>Writes docs/reference/cli.md from the command tree, so that the page and the program cannot differ.</summary>
internal static class CliReference
{
    public static string Render(RootCommand root)
    {
        var page = new StringBuilder();
        page.AppendLine("# The command line").AppendLine();
        page.AppendLine("Data goes to stdout, text for people to stderr. `--json` writes one JSON document to stdout.").AppendLine();
        page.AppendLine("| Command | What it does |").AppendLine("|---|---|");
        foreach ((string name, Command command) in Leaves(root, "flowforge")) page.AppendLine($"| [`{name}`](#{name.Replace(' ', '-')}) | {Cell(command.Description)} |");
        page.AppendLine("| `flowforge --version` | Prints the version. |");
        page.AppendLine("| `flowforge COMMAND --help` | Prints the options of a command. |").AppendLine();
        foreach ((string name, Command command) in Leaves(root, "flowforge")) WriteCommand(page, name, command);
        WriteExitCodes(page);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void WriteCommand(StringBuilder page, string name, Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        page.AppendLine($"## {name}").AppendLine();
        page.AppendLine($"`{name}{arguments}{(command.Options.Any(IsShown) ? " [options]" : "")}`").AppendLine();
        page.AppendLine(Cell(command.Description)).AppendLine();
        if (command.Arguments.Count > 0)
        {
            page.AppendLine("| Argument | Meaning |").AppendLine("|---|---|");
            foreach (Argument argument in command.Arguments) page.AppendLine($"| `{argument.Name}` | {Cell(argument.Description)} |");
            page.AppendLine();
        }

        if (!command.Options.Any(IsShown)) return;
        page.AppendLine("| Option | Meaning |").AppendLine("|---|---|");
        foreach (Option option in command.Options.Where(IsShown)) page.AppendLine($"| `{Signature(option)}` | {Cell(option.Description)} |");
        page.AppendLine();
    }

    private static void WriteExitCodes(StringBuilder page)
    {
        page.AppendLine("## Exit codes").AppendLine();
        page.AppendLine("| Code | Meaning |").AppendLine("|---|---|");
        foreach ((int code, string meaning) in ExitCodes.All) page.AppendLine($"| {code} | {Cell(meaning)} |");
    }

    private static IEnumerable<(string Name, Command Command)> Leaves(Command command, string name) => command.Subcommands.Count == 0
        ? [(name, command)]
        : command.Subcommands.SelectMany(child => Leaves(child, $"{name} {child.Name}"));

    private static bool IsShown(Option option) => option is not (HelpOption or VersionOption) && !option.Hidden;

    private static string Signature(Option option)
    {
        string names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name));
        return option.ValueType == typeof(bool) ? names : $"{names} {Cell(option.HelpName ?? "VALUE")}";
    }

    /// <summary>A pipe would end the cell; angle brackets would be taken for HTML.</summary>
    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
