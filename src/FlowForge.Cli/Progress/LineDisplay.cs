namespace FlowForge.Cli.Progress;

/// <summary>A line for each running file every few seconds: for logs and pipes.</summary>
internal sealed class LineDisplay : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);
    private readonly Lock _lock = new();
    private readonly List<FileProgress> _files = [];
    private readonly TextWriter _text;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public LineDisplay(TextWriter text, TimeProvider time)
    {
        (_text, _time) = (text, time);
        _timer = time.CreateTimer(_ => WriteAll(), null, s_interval, s_interval);
    }

    public FileProgress Begin(string name)
    {
        var file = new FileProgress(name, _time);
        lock (_lock) _files.Add(file);
        return file;
    }

    public void End(FileProgress file)
    {
        lock (_lock) _files.Remove(file);
    }

    public void Note(string line)
    {
        lock (_lock) _text.WriteLine(line);
    }

    public void Dispose() => _timer.Dispose();

    private void WriteAll()
    {
        lock (_lock)
        {
            foreach (FileProgress file in _files) _text.WriteLine($"{file.Name}: {file}");
        }
    }
}
