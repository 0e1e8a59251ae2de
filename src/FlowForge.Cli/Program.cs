using System.Runtime.CompilerServices;
using System.Text;
using FlowForge.Cli;
using FlowForge.Cli.Terminal;

// Answered before anything else is loaded: scripts ask for the version often, and it takes a few milliseconds this way.
if (args is ["--version"])
{
    using Stream output = Console.OpenStandardOutput();
    output.Write(Encoding.ASCII.GetBytes($"flowforge {ProductVersion.Text}\n"));
    return ExitCodes.Done;
}

return Run(args);

[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args) => FlowForgeApp.Run(args, Shell.OfProcess());
