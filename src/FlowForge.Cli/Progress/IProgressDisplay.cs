namespace FlowForge.Cli.Progress;

/// <summary>Shows how far files are, on stderr, until disposed. Thread-safe: a batch begins and ends files from several threads.</summary>
/// <remarks>Nothing else may write to stderr while a display lives, but through <see cref="Note"/>.</remarks>
internal interface IProgressDisplay : IDisposable
{
    FileProgress Begin(string name);

    void End(FileProgress file);

    /// <summary>A line that stays.</summary>
    void Note(string line);
}

internal sealed class NoDisplay(TextWriter text, TimeProvider time) : IProgressDisplay
{
    private readonly Lock _lock = new();

    public FileProgress Begin(string name) => new(name, time);

    public void End(FileProgress file)
    {
    }

    public void Note(string line)
    {
        lock (_lock) text.WriteLine(line);
    }

    public void Dispose()
    {
    }
}
