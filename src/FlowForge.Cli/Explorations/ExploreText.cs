using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Relationships;

namespace FlowForge.Cli.Explorations;

/// <summary>Findings on a screen: a line for each dataset, then what a person should look at first.</summary>
internal static class ExploreText
{
    private const int MostFindings = 12;

    public static void Write(TextWriter text, ExplorationFindings findings)
    {
        var table = new TextTable("DATASET", "ROWS", "COLUMNS", "LEVEL", "KEY", "TIME", "TARGET", "QUALITY", "FAILED").AlignRight(1, 2, 7, 8);
        foreach (DatasetFindings one in findings.Datasets)
        {
            string rows = one.Profile.SampledFrom is { } all ? $"{one.Profile.Rows:N0} of {all:N0}" : $"{one.Profile.Rows:N0}";
            table.Add(one.Name, rows, $"{one.Profile.Columns.Count:N0}", one.Grain.Level.ToString().ToLowerInvariant(), one.Keys is [var key, ..] ? key.ToString() : "", one.Grain.Time ?? "", one.Target?.Column ?? "", $"{one.Quality.Value:N1}", $"{one.Checks.Count(check => check.Failed):N0} of {one.Checks.Count:N0}");
        }
        table.WriteTo(text);
        foreach (Relationship one in findings.Relationships)
            text.WriteLine($"{one.Child} → {one.Parent}  {(one.OrphanRows == 0 ? "no orphans" : $"{one.OrphanRate:P1} orphans")}, confidence {one.Confidence:N2}");
        foreach (IReadOnlyList<string> cycle in findings.Cycles) text.WriteLine($"circle: {string.Join(" → ", cycle)}");
        CheckResult[] failed = [.. findings.Datasets.SelectMany(one => one.Checks).Where(check => check.Failed && check.Check.Severity != Severity.Info).OrderByDescending(check => check.Check.Severity)];
        foreach (CheckResult check in failed.Take(MostFindings)) text.WriteLine($"{check.Where}: {check.Check.Severity.ToString().ToLowerInvariant()}: {check.Summary} ({check.Check.Id})");
        if (failed.Length > MostFindings) text.WriteLine($"… and {failed.Length - MostFindings:N0} more in the findings");
    }
}
