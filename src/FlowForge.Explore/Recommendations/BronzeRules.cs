using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;

namespace FlowForge.Explore.Recommendations;

/// <summary>Bronze: rows as they came, and how new ones are brought in.</summary>
internal static class BronzeRules
{
    private static readonly PlanDuration s_lateness = new(7, Core.Plans.Parameters.TimeUnit.Day);

    internal static void Recommend(DatasetFindings findings, RecommendationList list)
    {
        string name = findings.Name;
        DatasetOrigin origin = findings.Profile.Source.Origin;
        PlanStep read = origin.IsTable ? new From { Table = origin.Path } : new Read { SourceName = name };
        Recommendation first = list.Add(name, Layer.Bronze, name, read, StepOrder.Read, 0.99, $"brings in {name} as it is", $"{findings.Profile.Rows:N0} rows");
        Recommendation audit = list.Add(name, Layer.Bronze, name, new AuditColumns(), StepOrder.Audit, 0.95, "tells of each row where it came from and when", "good practice for raw tables");
        Recommendation write = Write(findings, list);
        list.Need(audit, first);
        list.Need(write, first);
    }

    private static Recommendation Write(DatasetFindings findings, RecommendationList list)
    {
        string name = findings.Name;
        if (findings.Keys.FirstOrDefault(key => key.IsUnique && key.Confidence >= 0.6) is not { } key)
        {
            string why = findings.Keys switch
            {
                [{ IsUnique: false } near, ..] => $"{near} repeats on {near.Surplus:N0} rows, so rows cannot be merged by it yet: each run replaces the table when the source changed",
                [var unsure, ..] => $"{unsure} tells rows apart so far, but nothing says that it always will: each run replaces the table when the source changed",
                _ => "nothing tells single rows apart: each run replaces the table when the source changed",
            };
            return list.Add(name, Layer.Bronze, name, new Overwrite(), StepOrder.Write, 0.8, why, "keys");
        }
        Recommendation merge = list.Add(name, Layer.Bronze, name, new Merge { Keys = [.. key.Columns.Select(column => (PlanText)column)], Schema = SchemaChange.Additive }, StepOrder.Write, Math.Max(0.7, key.Confidence),
            $"{key} tells rows apart, so a rerun adds nothing twice and changed rows are replaced", $"keys: {key.Distinct:N0} different in {key.Rows:N0} rows");
        if (Watermark(findings) is { } time)
        {
            var incremental = new Incremental { Column = time.Name, Lateness = s_lateness, Late = LateRows.Quarantine };
            list.Need(list.Add(name, Layer.Bronze, name, incremental, StepOrder.Incremental, 0.75, $"{name} grows by {time.Name}: only rows of the last 7 days before the newest and later are read again", $"grain: {findings.Grain.Level.ToString().ToLowerInvariant()}, {time.Name} without gaps in its values, none in the future", time.Name), merge);
        }
        return merge;
    }

    // One date in the future would hide all rows that come after it; a missing one would set its row aside.
    private static ColumnProfile? Watermark(DatasetFindings findings) =>
        findings.Grain is { Level: GrainLevel.Event, Time: { } name } && findings.Profile.Find(name) is { Nulls: 0, Time: { Future: 0, Placeholders.Count: 0 } } column ? column : null;
}
