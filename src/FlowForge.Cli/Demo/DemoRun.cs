using System.CommandLine;
using System.Text.Json;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary>Runs stages one after the other and tells each: its command, what it answered, its seconds.</summary>
internal sealed class DemoRun(Shell shell, string folder, int stages, InvocationConfiguration configuration)
{
    private readonly Painted _paint = new(shell);
    private readonly List<(string Name, TimeSpan Took)> _times = [];

    /// <summary>Seconds of each stage that was run.</summary>
    internal string Times => string.Join(" · ", _times.Select(one => $"{one.Name} {one.Took.TotalSeconds:0.0}"));

    internal void Begin(string title) => _paint.Title($"{_times.Count + 1}/{stages}  {title}");

    internal void End(string name, TimeSpan took, int warnings = 0)
    {
        _times.Add((name, took));
        _paint.Faint($"{took.TotalSeconds:0.0} s{(warnings == 0 ? "" : $"  {warnings} warning{(warnings == 1 ? "" : "s")}, which the command tells")}");
        _paint.Blank();
    }

    /// <returns>The command's exit code.</returns>
    internal async Task<int> RunAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        if (stage.Unless is var (file, instead) && File.Exists(Path.Combine(folder, file))) stage = instead;
        Begin(stage.Title);
        _paint.Command(stage.Line);
        long began = shell.Time.GetTimestamp();
        using var said = new StringWriter();
        using var watch = new DemoWatch(_paint, shell.Time);
        int exitCode = await InvokeAsync(stage, said, watch, cancellationToken);
        watch.Stop();
        if (exitCode != ExitCodes.Done)
        {
            await shell.Error.WriteAsync(said.ToString());
            return exitCode;
        }
        if (stage.Tell is { } tell)
        {
            using JsonDocument answer = watch.Answer();
            using var lines = new StringWriter();
            tell(answer.RootElement, lines);
            foreach (string line in lines.ToString().TrimEnd().Split('\n')) _paint.Line(line.TrimEnd('\r'));
        }
        End(stage.Name, shell.Time.GetElapsedTime(began), said.ToString().Split('\n').Count(line => line.Contains(": warning: ", StringComparison.Ordinal)));
        return exitCode;
    }

    /// <summary>As the line says it: in the project's folder, where paths and the project's settings are found.</summary>
    private async Task<int> InvokeAsync(DemoStage stage, StringWriter said, DemoWatch watch, CancellationToken cancellationToken)
    {
        Directory.SetCurrentDirectory(folder);
        Shell inside = shell with { WorkingFolder = folder, Error = said, HasLiveError = false, Out = stage.Tell is null ? shell.Out : watch };
        try
        {
            int exitCode = await CommandTree.Build(inside).Parse([.. stage.Arguments, .. stage.Unsaid]).InvokeAsync(configuration, cancellationToken);
            await shell.Out.FlushAsync(cancellationToken);
            return exitCode;
        }
        catch
        {
            watch.Stop();
            await shell.Error.WriteAsync(said.ToString());
            throw;
        }
    }
}
