using System.Text.Json;

namespace FlowForge.Cli.Demo;

/// <summary>A stage of the demo: a command that people would type, run in the project's folder.</summary>
/// <param name="Name">In a word, for the times at the end.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Arguments">The command and its arguments, as typed.</param>
internal sealed record DemoStage(string Name, string Title, params string[] Arguments)
{
    /// <summary>Given to the command besides, because the demo tells less than a command alone.</summary>
    public IReadOnlyList<string> Unsaid { get; init; } = [];

    /// <summary>Tells what the command answered to <c>--json</c>, in a few lines; null: what it writes to stdout is shown as it is.</summary>
    public Action<JsonElement, TextWriter>? Tell { get; init; }

    /// <summary>A file that people may have edited since the demo made it: while it is there, this stage is run instead.</summary>
    public (string File, DemoStage Stage)? Unless { get; init; }

    /// <summary>As a shell takes it.</summary>
    public string Line => CommandLine(Arguments);

    internal static string CommandLine(IEnumerable<string> words) => $"flowforge {string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word))}";
}
