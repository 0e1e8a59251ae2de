using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Runs;

/// <summary>What a run did, a line a table.</summary>
internal static class RunSummary
{
    public static void Write(RunRecord run, Plan plan, TextWriter text)
    {
        // Rows that earlier runs have loaded are there in incremental plans only.
        bool hasIgnored = run.Steps.Any(step => step.RowsIgnored > 0);
        string[] heads = ["TABLE", "ROWS IN", .. hasIgnored ? ["IGNORED"] : (string[])[], "ROWS OUT", "REJECTED", "VERSION", "SECONDS"];
        var table = new TextTable(heads).AlignRight([.. Enumerable.Range(1, heads.Length - 3), heads.Length - 1]);
        StepRecord[][] tables = [.. run.Steps.GroupBy(step => step.Table).Select(steps => steps.ToArray())];
        foreach (StepRecord[] steps in tables)
            table.Add([ColumnLineage.ShortName(plan, steps[0].Table), $"{steps[0].RowsIn:N0}", .. hasIgnored ? [$"{steps.Sum(step => step.RowsIgnored):N0}"] : (string[])[], $"{steps[^1].RowsOut:N0}", $"{steps.Sum(step => step.RowsRejected):N0}", Version(steps[^1]), $"{steps.Sum(step => step.Seconds):0.00}"]);
        table.WriteTo(text);
        int changed = tables.Count(steps => steps[^1] is { VersionAfter: { } after } last && after != last.VersionBefore);
        text.WriteLine($"Run {run.RunId} {run.StatusName}: {ReportText.Count(tables.Length, "table")}, {changed:N0} changed, {(run.EndedAt - run.BeganAt).TotalSeconds:0.0} s");
    }

    private static string Version(StepRecord last) => (last.VersionBefore, last.VersionAfter) switch
    {
        (_, null) => "not written",
        (null, { } after) => $"new -> {after}",
        ({ } before, { } after) => before == after ? $"{after}" : $"{before} -> {after}",
    };
}
