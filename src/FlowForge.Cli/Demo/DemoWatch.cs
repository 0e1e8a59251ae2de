using System.Text;
using System.Text.Json;

namespace FlowForge.Cli.Demo;

/// <summary>Takes what a command of the demo writes to stdout, and shows meanwhile how long it has been at work and, for a run, at which table.</summary>
internal sealed class DemoWatch : TextWriter
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly Painted _paint;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ITimer _timer;
    private string _now = "";
    private bool _isOver;

    /// <param name="isShown">False while the command itself writes to the terminal.</param>
    internal DemoWatch(Painted paint, TimeProvider time, bool isShown)
    {
        (_paint, _time, _began, _isOver) = (paint, time, time.GetTimestamp(), !isShown);
        _timer = time.CreateTimer(_ => Show(), null, s_interval, s_interval);
    }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The last document that was written: an event a line for a run, one document for the others.</summary>
    internal JsonDocument Answer()
    {
        string all = _text.ToString().TrimEnd();
        return JsonDocument.Parse(all.StartsWith("{\"type\"", StringComparison.Ordinal) ? all[(all.LastIndexOf('\n') + 1)..] : all);
    }

    public override void Write(char value) => _text.Append(value);

    public override void Write(string? value) => _text.Append(value);

    public override void WriteLine(string? value)
    {
        _text.Append(value).Append('\n');
        if (value is null || !value.StartsWith("{\"type\":\"table_started\"", StringComparison.Ordinal)) return;
        using JsonDocument happened = JsonDocument.Parse(value);
        _now = happened.RootElement.GetProperty("table").GetString()!;
    }

    /// <summary>The line of what is being done goes away, and nothing is shown after it.</summary>
    internal void Stop()
    {
        _timer.Dispose();
        lock (_lock)
        {
            if (!_isOver) _paint.EndNow();
            _isOver = true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Stop();
        base.Dispose(disposing);
    }

    private void Show()
    {
        lock (_lock)
        {
            if (!_isOver) _paint.Now($"{_time.GetElapsedTime(_began).TotalSeconds:0.0} s  {_now}");
        }
    }
}
