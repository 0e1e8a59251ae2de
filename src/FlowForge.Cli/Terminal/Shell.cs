namespace FlowForge.Cli.Terminal;

/// <summary>What surrounds the process: streams, variables, folders, time. Tests make their own.</summary>
/// <param name="OpenInput">Standard input.</param>
/// <param name="Out">Data, for programs and pipes.</param>
/// <param name="Error">Text for people.</param>
/// <param name="HasLiveError">Whether <paramref name="Error"/> is a terminal that a bar can be drawn on.</param>
/// <param name="Environment">Looks up a variable; null when unset.</param>
/// <param name="HomeFolder">Null when the account has none.</param>
internal sealed record Shell(
    Func<Stream> OpenInput,
    TextWriter Out,
    TextWriter Error,
    bool HasLiveError,
    Func<string, string?> Environment,
    string WorkingFolder,
    string? HomeFolder,
    TimeProvider Time)
{
    /// <summary>Standard output as bytes, for data.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Columns of the terminal that <see cref="Out"/> goes to; null when it goes to a file or a pipe.</summary>
    public int? OutputWidth { get; init; }

    public static Shell OfProcess() => new(
        Console.OpenStandardInput,
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected && System.Environment.GetEnvironmentVariable("TERM") != "dumb",
        System.Environment.GetEnvironmentVariable,
        Directory.GetCurrentDirectory(),
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null,
        TimeProvider.System)
    {
        OutputWidth = Console.IsOutputRedirected ? null : Console.WindowWidth,
    };

    /// <summary>Set by people who want the trace of an error.</summary>
    public bool IsDebug => Environment("FLOWFORGE_DEBUG") is "1" or "true";
}
