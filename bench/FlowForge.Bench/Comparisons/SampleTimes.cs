using System.Text;

namespace FlowForge.Bench.Comparisons;

/// <summary>The sample project a hundred times as large, from raw files to gold and a measured model: each command a process of its own, once.</summary>
/// <param name="flowForge">The published binary.</param>
internal sealed class SampleTimes(string flowForge)
{
    internal const string Name = "sample";
    private const string Plan = "plans/petinsure.yaml";

    /// <summary>Megabytes: files are made row by row, whatever their size.</summary>
    private const double FilesLimit = 200;

    private sealed record Stage(string Title, params string[] Arguments);

    private static readonly Stage[] s_stages =
    [
        new("typed tables of the raw files", "batch", "raw", "tables", "-q"),
        new("findings, recommendations, report", "explore", "raw", "--out", "findings", "-q"),
        new("35 tables, from raw to gold and features", "run", Plan, "-q"),
        new("a first model", "experiment", Plan),
        new("the same again: nothing is new", "run", Plan, "-q"),
    ];

    /// <summary>Adds the table to <paramref name="text"/>.</summary>
    internal Verdict Measure(StringBuilder text, int scale, Action<string> progress)
    {
        string folder = Directory.CreateTempSubdirectory("flowforge-bench-").FullName;
        try
        {
            progress($"{Name}: files");
            Measurement files = MeasuredProcess.Run([flowForge, "demo", folder, "--scale", $"{scale}", "--files-only"]);
            long bytes = new DirectoryInfo(Path.Combine(folder, "raw")).EnumerateFiles().Sum(file => file.Length);
            text.AppendLine($"## The sample project ×{scale}, from raw files to gold").AppendLine();
            text.AppendLine($"Five raw files of {bytes / 1e6:N0} MB: {12_000 * scale:N0} claims and what belongs to them. Each command once, in a process of its own.").AppendLine();
            text.AppendLine("| | does | wall s | CPU s | peak MB |").AppendLine("|---|---|---:|---:|---:|");
            Add(text, "demo --files-only", "makes the files", files);
            foreach (Stage stage in s_stages)
            {
                progress($"{Name}: {stage.Arguments[0]}");
                Add(text, stage.Arguments[0], stage.Title, MeasuredProcess.Run([flowForge, .. stage.Arguments], folder));
            }
            var verdict = new Verdict($"the files are made in under {FilesLimit:N0} MB", files.PeakMb < FilesLimit, $"{files.PeakMb:N0}");
            text.AppendLine().AppendLine($"- {verdict}").AppendLine();
            return verdict;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Add(StringBuilder text, string command, string does, Measurement took) => text.AppendLine($"| flowforge {command} | {does} | {took.Wall:N1} | {took.Cpu:N1} | {took.PeakMb:N0} |");
}
