using System.CommandLine;
using System.CommandLine.Parsing;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli;

/// <summary>Tells what is wrong with a command line, in the shape of all other errors.</summary>
internal static class ParseErrors
{
    public static int Tell(ParseResult parsed, TextWriter text)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [{ } word, ..])
            text.WriteLine($"error: '{word}' is not {(word.StartsWith('-') ? "an option" : "a command or argument")} of '{FullName(parsed)}'.{Suggestion(command, word)}");
        else if (parsed.Tokens.Count == 0 || command.Subcommands.Count > 0)
            text.WriteLine($"error: which command? {string.Join(", ", command.Subcommands.Select(child => child.Name))}.");
        else
            foreach (ParseError error in parsed.Errors) text.WriteLine($"error: {OneLine(error.Message)}");
        text.WriteLine($"See: {FullName(parsed)} --help");
        return ExitCodes.Usage;
    }

    private static string Suggestion(Command command, string word)
    {
        IEnumerable<string> names = word.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(child => child.Name);
        return Spelling.Nearest(word, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
    }

    private static string FullName(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
            names.Insert(0, command.Command is RootCommand ? "flowforge" : command.Command.Name);
        return string.Join(' ', names);
    }

    private static string OneLine(string message) => string.Join(' ', message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
