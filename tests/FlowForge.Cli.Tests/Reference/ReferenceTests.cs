using System.CommandLine;
using FlowForge.Cli.Reference;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Tests.Reference;

/// <summary>The pages that are written from the program itself.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void CliPage_CommandTree_IsWhatItRenders() =>
        ExpectedText.Equals(CliReference.Render(CommandTree.Build(AnyShell())), Path.Combine(ExpectedText.Root, "docs", "reference", "cli.md"));

    [Fact]
    public void ConfigPage_TableOfSettings_IsWhatItRenders() =>
        ExpectedText.Equals(ConfigReference.Render(), Path.Combine(ExpectedText.Root, "docs", "reference", "config.md"));

    [Fact]
    public void Tree_EveryCommandOptionAndArgument_IsDescribed()
    {
        foreach (Command command in All(CommandTree.Build(AnyShell())))
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), $"{command.Name} {argument.Name}"));
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static Shell AnyShell() => new(() => Stream.Null, TextWriter.Null, TextWriter.Null, false, _ => null, "/", null, TimeProvider.System);
}
