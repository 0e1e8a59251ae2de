using System.Diagnostics;
using System.Globalization;

namespace FlowForge.Bench.Comparisons;

/// <summary>What one whole process took, from its start to its end.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of all processors, in user and system code.</param>
/// <param name="PeakMb">The most resident memory, in MB of a million bytes.</param>
/// <param name="LastLine">Of its standard output.</param>
internal sealed record Measurement(double Wall, double Cpu, double PeakMb, string LastLine);

/// <summary>Runs a program under GNU time, which knows the memory of a process that has ended.</summary>
internal static class MeasuredProcess
{
    private const string Time = "/usr/bin/time";

    /// <param name="folder">Where it runs. Default: here.</param>
    /// <exception cref="InvalidOperationException">GNU time is missing, or the program failed; tells what it said.</exception>
    internal static Measurement Run(IReadOnlyList<string> command, string? folder = null)
    {
        if (!File.Exists(Time)) throw new InvalidOperationException($"{Time} is needed to measure memory: apt-get install time.");
        string note = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Time, ["-q", "-f", "%U %S %M", "-o", note, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
            long begun = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            double wall = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
            double[] numbers = [.. File.ReadAllText(note).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            return new Measurement(wall, numbers[0] + numbers[1], numbers[2] * 1_024 / 1e6, output.TrimEnd().Split('\n')[^1]);
        }
        finally
        {
            File.Delete(note);
        }
    }
}
