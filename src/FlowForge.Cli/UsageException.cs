namespace FlowForge.Cli;

/// <summary>The command line asks for something that cannot be done as asked. Ends the process with <see cref="ExitCodes.Usage"/>.</summary>
internal sealed class UsageException(string message) : Exception(message);
