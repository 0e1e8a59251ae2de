using System.CommandLine;
using System.CommandLine.Invocation;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;

namespace FlowForge.Cli;

/// <summary>The command tree, and the one place where what went wrong becomes a message and an exit code.</summary>
internal static class FlowForgeApp
{
    public static int Run(IReadOnlyList<string> args, Shell shell)
    {
        using var interrupt = new Interrupt(shell.Error);
        try
        {
            ParseResult parsed = CommandTree.Build(shell).Parse(args);
            return parsed.Action is ParseErrorAction
                ? ParseErrors.Tell(parsed, shell.Error)
                : parsed.InvokeAsync(Invocation(shell), interrupt.Token).GetAwaiter().GetResult();
        }
        catch (Exception trouble)
        {
            return Explain(trouble, shell, interrupt.Token);
        }
    }

    /// <summary>Tells people what happened in a line; the trace only when they ask for it.</summary>
    private static int Explain(Exception trouble, Shell shell, CancellationToken interrupted)
    {
        if (shell.IsDebug) shell.Error.WriteLine(trouble);
        switch (trouble)
        {
            case OperationCanceledException when interrupted.IsCancellationRequested:
                shell.Error.WriteLine("Cancelled. Nothing half-written is left.");
                return ExitCodes.Cancelled;
            case UsageException or OptionException:
                shell.Error.WriteLine($"error: {trouble.Message}");
                return ExitCodes.Usage;
            case InputException:
                shell.Error.WriteLine(trouble.Message);
                return ExitCodes.Failed;
            case IOException or UnauthorizedAccessException:
                shell.Error.WriteLine($"error: {trouble.Message}");
                return ExitCodes.Failed;
            case DuckDbException { ErrorType: DuckDbErrorType.OutOfMemory or DuckDbErrorType.InputOutput or DuckDbErrorType.Permission }:
                shell.Error.WriteLine($"error: {trouble.Message}");
                return ExitCodes.Failed;
            default:
                shell.Error.WriteLine($"error: {trouble.GetType().Name}: {trouble.Message.ReplaceLineEndings(" ")}");
                shell.Error.WriteLine("This is a bug in FlowForge: run again with FLOWFORGE_DEBUG=1 for the trace, and please report it.");
                return ExitCodes.Bug;
        }
    }

    // Signals and exceptions are this class's own business: the library's handlers would answer first and differently.
    private static InvocationConfiguration Invocation(Shell shell) => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = shell.Out,
        Error = shell.Error,
    };
}
