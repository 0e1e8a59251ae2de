namespace FlowForge.Cli.Progress;

/// <summary>How far the work on one file is. The working threads write, the display reads; all members are thread-safe.</summary>
internal sealed class FileProgress(string name, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _bytes;
    private long _totalBytes = -1;
    private long _rows;

    private volatile string? _stage;

    public string Name { get; } = name;

    /// <summary>What is being done now, for work of several parts; null for work of one.</summary>
    public string? Stage
    {
        get => _stage;
        set => _stage = value;
    }

    /// <summary>Both counted from the start of the file.</summary>
    /// <param name="totalBytes">Null while unknown.</param>
    public void Report(long bytes, long? totalBytes, long rows)
    {
        Volatile.Write(ref _totalBytes, totalBytes ?? -1);
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _rows, rows);
    }

    /// <summary>For people, in a few words.</summary>
    public override string ToString() => Stage is { } stage ? $"{stage}  {Look()}" : Look().ToString();

    public ProgressSnapshot Look()
    {
        long total = Volatile.Read(ref _totalBytes);
        return new ProgressSnapshot(Volatile.Read(ref _bytes), total < 0 ? null : total, Volatile.Read(ref _rows), time.GetElapsedTime(_started));
    }
}
