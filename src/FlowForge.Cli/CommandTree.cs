using System.CommandLine;
using FlowForge.Cli.Batches;
using FlowForge.Cli.Completions;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Demo;
using FlowForge.Cli.Experiments;
using FlowForge.Cli.Explorations;
using FlowForge.Cli.Generations;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Queries;
using FlowForge.Cli.Runs;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli;

/// <summary>All commands, in the order of help and of docs/reference/cli.md.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Shell shell) => new("Takes raw business files to typed, governed tables.")
    {
        new DemoCommand(shell),
        new ConvertCommand(shell),
        new BatchCommand(shell),
        new InspectCommand(shell),
        new ValidateCommand(shell),
        new FormatsCommand(shell),
        new ExploreCommand(shell),
        new RecommendCommand(shell),
        new PlanCommand(shell),
        new RunCommand(shell),
        new LineageCommand(shell),
        new GenerateCommand(shell),
        new ExperimentCommand(shell),
        new SqlCommand(shell),
        new Command("table", "Tables of the local catalog, or by path: what they are and their upkeep.")
        {
            new TableListCommand(shell), new TableDescribeCommand(shell), new TableHistoryCommand(shell), new TableOptimizeCommand(shell),
            new TableVacuumCommand(shell), new TableRestoreCommand(shell), new TableDropCommand(shell),
        },
        new Command("config", "Settings and where they come from.") { new ConfigShowCommand(shell) },
        new CompletionsCommand(shell),
    };
}
