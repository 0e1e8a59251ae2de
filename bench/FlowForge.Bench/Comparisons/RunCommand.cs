using System.CommandLine;
using System.Text;
using FlowForge.Bench.Data;
using FlowForge.Bench.Lakehouse;

namespace FlowForge.Bench.Comparisons;

/// <summary><c>run</c>: makes the data that is missing, runs the comparisons, writes the tables.</summary>
internal static class RunCommand
{
    private static readonly Option<FileInfo> s_flowForge = new("--flowforge") { Description = "The flowforge binary.", Required = true };
    private static readonly Option<FileInfo> s_script = new("--script") { Description = "The script that runs a working copy, to measure its start too." };
    private static readonly Option<DirectoryInfo> s_data = new("--data") { Description = "The folder of the data; what is missing is made.", Required = true };
    private static readonly Option<DirectoryInfo> s_results = new("--results") { Description = "The folder for the tables. Default: they are only printed." };
    private static readonly Option<string[]> s_only = new("--only") { Description = "Only this comparison: csv, csv-cp1252, ndjson, xlsx, xml, dbf, delta-append, delta-merge, delta-read, delta-plan, explore, start, generate, sample. May be given again." };
    private static readonly Option<int> s_rounds = new("--rounds") { Description = "How often each runs.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> s_seed = new("--seed") { Description = "Of the data.", DefaultValueFactory = _ => DataSet.DefaultSeed };
    private static readonly Option<double> s_scale = new("--scale") { Description = "Of the data; 1 is what the targets are about.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> s_python = new("--python") { Description = "A Python with pandas and openpyxl. Default: the first python3 that has them." };

    /// <summary>The exit code when everything ran and something was not reached.</summary>
    private const int Missed = 2;


    /// <summary>Of the sample project: 200,000 customers, 1,200,000 claims.</summary>
    private const int SampleScale = 100;

    internal static Command Create()
    {
        var command = new Command("run", "Runs flowforge and its peers side by side.") { s_flowForge, s_script, s_data, s_results, s_only, s_rounds, s_seed, s_scale, s_python };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed);
            }
            catch (InvalidOperationException failure)
            {
                Console.Error.WriteLine($"bench: {failure.Message}");
                return 1;
            }
        });
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string flowForge = parsed.GetValue(s_flowForge)!.FullName;
        string data = parsed.GetValue(s_data)!.FullName;
        string? python = parsed.GetValue(s_python) ?? Machine.FindPython();
        int rounds = parsed.GetValue(s_rounds);
        string[] only = parsed.GetValue(s_only) ?? [];
        IReadOnlyList<Comparison> comparisons = [.. new Catalog(flowForge, python ?? "python3").Comparisons.Where(comparison => only.Length == 0 || only.Contains(comparison.Name))];
        bool measuresStart = only.Length == 0 || only.Contains(StartTimes.Name);
        bool measuresGenerate = only.Length == 0 || only.Contains(GenerateTimes.Name);
        bool measuresSample = only.Length == 0 || only.Contains(SampleTimes.Name);
        if (comparisons.Count == 0 && !measuresStart && !measuresGenerate && !measuresSample) throw new InvalidOperationException("--only names no comparison.");

        if (python is null && comparisons.Any(comparison => comparison.NeedsPython)) throw new InvalidOperationException("No python3 with pandas and openpyxl: apt-get install python3-pandas python3-openpyxl, or name one with --python.");

        (int seed, double scale) = (parsed.GetValue(s_seed), parsed.GetValue(s_scale));
        if (comparisons.Any(comparison => !comparison.NeedsLakehouse)) DataSet.Ensure(data, seed, scale);
        if (comparisons.Any(comparison => comparison.NeedsLakehouse)) new LakehouseData(data).Ensure(seed, scale);
        Machine machine = Machine.Current(flowForge, python);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var text = new StringBuilder();
        text.AppendLine($"# Whole processes, {now:yyyy-MM-dd}");
        text.AppendLine();
        text.AppendLine($"{machine}");
        text.AppendLine();
        text.AppendLine($"`bench/run --rounds {rounds} --seed {seed} --scale {scale}`: medians of {rounds} rounds in turns, the input in the system's cache.");
        text.AppendLine();
        var verdicts = new List<Verdict>();
        if (measuresStart) verdicts.AddRange(new StartTimes(flowForge, parsed.GetValue(s_script)?.FullName).Measure(text));
        if (measuresGenerate) verdicts.Add(new GenerateTimes(flowForge).Measure(text));
        if (measuresSample) verdicts.Add(new SampleTimes(flowForge).Measure(text, Math.Max(1, (int)(SampleScale * scale)), Console.Error.WriteLine));
        foreach (Comparison comparison in comparisons)
        {
            string input = Path.Combine(data, comparison.File);
            IReadOnlyList<Standing> standings = Race.Run(comparison, input, rounds, Console.Error.WriteLine);
            text.Append(ResultTable.Render(comparison, standings, new FileInfo(input).Length));
            verdicts.AddRange(Verdict.Of(comparison, standings).Select(verdict => verdict with { Aim = $"{comparison.Name}, {verdict.Aim}" }));
        }
        Console.Write(text);
        if (parsed.GetValue(s_results) is { } results)
        {
            results.Create();
            File.WriteAllText(Path.Combine(results.FullName, $"{now:yyyy-MM-dd}-{machine.Slug}.md"), text.ToString().TrimEnd() + "\n");
        }
        string[] missed = [.. verdicts.Where(verdict => !verdict.IsReached).Select(verdict => $"{verdict.Aim} ({verdict.Measured})")];
        Console.Error.WriteLine(missed.Length == 0 ? $"bench: all {verdicts.Count} reached." : $"bench: missed: {string.Join("; ", missed)}.");
        return missed.Length == 0 ? 0 : Missed;
    }
}
