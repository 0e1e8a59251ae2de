namespace FlowForge.Cli.Demo;

/// <summary>A stage of the demo: a command that people would type, run in the project's folder.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Arguments">The command and its arguments, as typed.</param>
internal sealed record DemoStage(string Title, params string[] Arguments)
{
    /// <summary>Given to the command besides, because the demo tells less than a command alone.</summary>
    public IReadOnlyList<string> Unsaid { get; init; } = [];

    /// <summary>As a shell takes it.</summary>
    public string Line => $"flowforge {string.Join(' ', Arguments.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument))}";
}
