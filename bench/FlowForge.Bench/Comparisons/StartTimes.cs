using System.Text;

namespace FlowForge.Bench.Comparisons;

/// <summary>How long the program takes to tell its version, which is hardly more than getting started.</summary>
/// <param name="flowForge">The published binary.</param>
/// <param name="script">The script that runs the build of a working copy; null leaves it out.</param>
internal sealed class StartTimes(string flowForge, string? script)
{
    internal const string Name = "start";
    private const int Rounds = 15;

    /// <param name="Limit">Seconds that the start may take.</param>
    private sealed record Way(string Title, string Program, double Limit);

    /// <summary>Adds the table to <paramref name="text"/>.</summary>
    internal IReadOnlyList<Verdict> Measure(StringBuilder text)
    {
        List<Way> ways = [new("published binary", flowForge, 0.1)];
        if (script is not null) ways.Add(new Way("./flowforge, nothing changed", script, 0.3));
        // The first start unpacks the engine, or builds: it is not what is measured.
        foreach (Way way in ways) MeasuredProcess.Run([way.Program, "--version"]);

        var walls = ways.ToDictionary(way => way, _ => new List<Measurement>());
        for (int round = 0; round < Rounds; round++)
            foreach (Way way in ways)
                walls[way].Add(MeasuredProcess.Run([way.Program, "--version"]));

        text.AppendLine("## Start: `flowforge --version`").AppendLine();
        text.AppendLine($"The published binary is one file of {new FileInfo(flowForge).Length / 1e6:N1} MB. Medians of {Rounds} starts.").AppendLine();
        text.AppendLine("| | wall ms (least–most) | peak MB |").AppendLine("|---|---:|---:|");
        var verdicts = new List<Verdict>();
        foreach (Way way in ways)
        {
            double[] sorted = [.. walls[way].Select(measurement => measurement.Wall).Order()];
            double median = sorted[Rounds / 2];
            text.AppendLine($"| {way.Title} | {median * 1e3:N0} ({sorted[0] * 1e3:N0}–{sorted[^1] * 1e3:N0}) | {walls[way].Max(measurement => measurement.PeakMb):N0} |");
            verdicts.Add(new Verdict($"{way.Title} under {way.Limit * 1e3:N0} ms", median < way.Limit, $"{median * 1e3:N0}"));
        }
        text.AppendLine();
        foreach (Verdict verdict in verdicts) text.AppendLine($"- {verdict}");
        text.AppendLine();
        return verdicts;
    }
}
