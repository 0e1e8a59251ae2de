using FlowForge.Lakehouse.Tests.Delta.Faults;

namespace FlowForge.Lakehouse.Tests;

/// <summary>What the tests start as a process of its own, to kill it or to let it write beside others.</summary>
internal static class Program
{
    private static int Main(string[] args) => args is [WriterProcess.Word, .. var rest] ? WriterProcess.Run(rest) : 0;
}
