using System.CommandLine;
using FlowForge.Cli.Completions;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli;

/// <summary>All commands, in the order of help and of docs/reference/cli.md.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Shell shell) => new("Takes raw business files to typed tables.")
    {
        new Command("config", "Settings and where they come from.") { new ConfigShowCommand(shell) },
        new CompletionsCommand(shell),
    };
}
