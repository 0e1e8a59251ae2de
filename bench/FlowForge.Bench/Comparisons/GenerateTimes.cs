using System.Text;

namespace FlowForge.Bench.Comparisons;

/// <summary>How long the program takes to write everything of a plan of 200 steps.</summary>
/// <param name="flowForge">The published binary.</param>
internal sealed class GenerateTimes(string flowForge)
{
    internal const string Name = "generate";
    private const int Rounds = 5, Tables = 20;

    /// <summary>Seconds: a person who changes a plan should not wait for its notebooks.</summary>
    private const double Limit = 2;

    // Ten steps a table; each reads the one before it.
    private static readonly string[] s_steps =
    [
        "clean_text: name", "filter: amount > 0", "derive: { twice: amount * 2 }", "impute: amount", "deduplicate: id", "expect: { positive: twice > 0 }\n      on_violation: quarantine",
        "scale: twice", "drop: twice",
    ];

    /// <summary>Adds the table to <paramref name="text"/>.</summary>
    internal Verdict Measure(StringBuilder text)
    {
        string folder = Directory.CreateTempSubdirectory("flowforge-bench-").FullName;
        try
        {
            string plan = Path.Combine(folder, "plan.yaml");
            File.WriteAllText(plan, Plan());
            string[] command = [flowForge, "generate", plan, "--target", "all", "--out", Path.Combine(folder, "out")];
            MeasuredProcess.Run(command);
            Measurement[] runs = [.. Enumerable.Range(0, Rounds).Select(_ => MeasuredProcess.Run(command)).OrderBy(run => run.Wall)];
            double median = runs[Rounds / 2].Wall;
            var verdict = new Verdict($"200 steps under {Limit:N0} s", median < Limit, $"{median:N2}");
            text.AppendLine("## Generate: a plan of 200 steps in 20 tables, all targets").AppendLine();
            text.AppendLine("| | wall ms (least–most) | peak MB |").AppendLine("|---|---:|---:|");
            text.AppendLine($"| flowforge generate | {median * 1e3:N0} ({runs[0].Wall * 1e3:N0}–{runs[^1].Wall * 1e3:N0}) | {runs.Max(run => run.PeakMb):N0} |").AppendLine();
            text.AppendLine($"- {verdict}").AppendLine();
            return verdict;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Plan()
    {
        var plan = new StringBuilder("plan: long\nsources:\n  s:\n    path: missing.parquet\n    columns: { id: bigint, name: string, amount: double }\nbronze:\n");
        for (int i = 0; i < Tables; i++)
        {
            plan.Append($"  t{i}:\n    - {(i == 0 ? "read: s" : $"from: bronze.t{i - 1}")}\n");
            foreach (string step in s_steps) plan.Append($"    - {step}\n");
            plan.Append("    - merge: id\n");
        }
        return plan.ToString();
    }
}
