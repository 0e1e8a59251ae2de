using System.CommandLine;
using System.Text.Json;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary>Runs stages one after the other and tells each: its command, what it answered, its seconds.</summary>
internal sealed class DemoRun(Shell shell, string folder, int stages, InvocationConfiguration configuration)
{
    private const int StagesPerLine = 5;
    private readonly Painted _paint = new(shell);
    private readonly List<(string Name, TimeSpan Took)> _times = [];

    /// <summary>Seconds of each stage that was run, in lines that fit.</summary>
    internal IEnumerable<string> Times => _times.Chunk(StagesPerLine).Select(some => string.Join(" · ", some.Select(one => $"{one.Name} {one.Took.TotalSeconds:0.0}")));

    internal void Begin(string title) => _paint.Title($"{_times.Count + 1}/{stages}  {title}");

    /// <param name="said">What the command told people besides, for them to read when they run it.</param>
    internal void End(string name, TimeSpan took, string said = "")
    {
        _times.Add((name, took));
        string[] lines = said.Split('\n');
        int warnings = lines.Count(line => line.Contains(": warning: ", StringComparison.Ordinal)), leftOut = lines.Count(line => line.StartsWith("left out: ", StringComparison.Ordinal));
        string more = warnings > 0 ? $"  {ReportText.Count(warnings, "warning")}, which the command tells" : leftOut > 0 ? $"  {leftOut:N0} left out; the command tells each with its reason" : "";
        _paint.Faint($"{took.TotalSeconds:0.0} s{more}");
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
        using var watch = new DemoWatch(_paint, shell.Time, isShown: stage.Tell is not null);
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
        End(stage.Name, shell.Time.GetElapsedTime(began), said.ToString());
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
