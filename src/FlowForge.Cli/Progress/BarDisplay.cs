using Spectre.Console;
using Spectre.Console.Rendering;

namespace FlowForge.Cli.Progress;

/// <summary>A live bar for each running file.</summary>
internal sealed class BarDisplay : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly Dictionary<FileProgress, ProgressTask> _files = [];
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private readonly ProgressContext _context;
    private readonly ITimer _timer;

    public BarDisplay(TextWriter text, TimeProvider time)
    {
        _time = time;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Interactive = InteractionSupport.Yes });
        var started = new TaskCompletionSource<ProgressContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        _drawing = _console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 24 }, new DetailColumn(this))
            .StartAsync(context =>
            {
                started.SetResult(context);
                return _ended.Task;
            });
        _context = started.Task.GetAwaiter().GetResult();
        _timer = time.CreateTimer(_ => Update(), null, s_interval, s_interval);
    }

    public FileProgress Begin(string name)
    {
        var file = new FileProgress(name, _time);
        lock (_lock) _files.Add(file, _context.AddTask(Markup.Escape(name), maxValue: 1));
        return file;
    }

    public void End(FileProgress file)
    {
        lock (_lock)
        {
            if (!_files.Remove(file, out ProgressTask? task)) return;
            task.IsIndeterminate = false;
            task.Value = task.MaxValue;
            task.StopTask();
        }
    }

    public void Note(string line) => _console.WriteLine(line);

    public void Dispose()
    {
        _timer.Dispose();
        _ended.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    private void Update()
    {
        lock (_lock)
        {
            foreach ((FileProgress file, ProgressTask task) in _files)
            {
                double? fraction = file.Look().Fraction;
                task.IsIndeterminate = fraction is null;
                task.Value = fraction ?? 0;
            }
        }
    }

    private string Detail(ProgressTask task)
    {
        lock (_lock)
        {
            foreach ((FileProgress file, ProgressTask candidate) in _files)
            {
                if (candidate == task) return file.ToString();
            }
        }

        return "";
    }

    private sealed class DetailColumn(BarDisplay display) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(display.Detail(task));
    }
}
