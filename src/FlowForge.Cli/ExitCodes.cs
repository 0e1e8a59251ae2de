namespace FlowForge.Cli;

/// <summary>What the process tells its caller. Documented in docs/reference/cli.md from <see cref="All"/>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>EX_SOFTWARE of sysexits.h: a bug of ours.</summary>
    public const int Bug = 70;

    /// <summary>128 + SIGINT, as shells report it; SIGTERM ends with it too.</summary>
    public const int Cancelled = 130;

    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "Done. Warnings may have been told on stderr."),
        (Failed, "Failed: the input cannot be used, at least one file of a batch failed, a plan has errors, or a step of its run failed."),
        (Usage, "The command line or a configuration file is wrong, or asks for something this version does not have. Nothing was done."),
        (Bug, "A bug in FlowForge. Run again with FLOWFORGE_DEBUG=1 for the trace, and report it."),
        (Cancelled, "Cancelled by Ctrl+C or SIGTERM. Nothing half-written is left."),
    ];
}
