using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Terminal;

/// <summary>What is told to people on stderr. Thread-safe by whole lines.</summary>
internal sealed class Messages(TextWriter text, bool isQuiet)
{
    private readonly Lock _lock = new();

    /// <summary>News that a quiet run leaves out.</summary>
    public void Say(string line)
    {
        if (!isQuiet) Write(line);
    }

    /// <summary>A finding; quiet runs tell warnings and errors, and leave out the rest.</summary>
    public void Tell(Diagnostic finding)
    {
        if (!isQuiet || finding.Severity != Severity.Info) Write(finding.ToString());
    }

    public void Error(string line) => Write($"error: {line}");

    private void Write(string line)
    {
        lock (_lock) text.WriteLine(line);
    }
}
