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
        ColumnProfile? watermark = Watermark(findings);
        if (findings.Keys.FirstOrDefault(key => key.IsUnique && key.Confidence >= 0.6) is { } key)
        {
            Recommendation merge = list.Add(name, Layer.Bronze, name, new Merge { Keys = [.. key.Columns.Select(column => (PlanText)column)], Schema = SchemaChange.Additive }, StepOrder.Write, Math.Max(0.7, key.Confidence),
                $"{key} tells rows apart, so a rerun adds nothing twice and changed rows are replaced", $"keys: {key.Distinct:N0} different in {key.Rows:N0} rows");
            if (watermark is not null) list.Need(Incremental(findings, list, watermark, new Incremental { Column = watermark.Name, Lateness = s_lateness, Late = LateRows.Quarantine }, "only rows of the last 7 days before the newest and later are read again"), merge);
            return merge;
        }
        if (watermark is not null && GrainRules.ChangeColumn(findings.Dataset) == watermark && findings.Keys is [{ } repeated, ..])
        {
            Recommendation append = list.Add(name, Layer.Bronze, name, new Append { Schema = SchemaChange.Additive }, StepOrder.Write, 0.7, $"{repeated} repeats on {repeated.Surplus:N0} rows, each with a state of its own: all of them are kept, and silver has the last", "keys");
            Recommendation incremental = Incremental(findings, list, watermark, new Incremental { Column = watermark.Name }, "only rows that are newer than what is here are added, so a rerun adds nothing twice");
            list.Need(append, incremental);
            list.Need(incremental, append);
            return append;
        }
        string why = findings.Keys switch
        {
            [{ IsUnique: false } near, ..] => $"{near} is missing or repeats on {near.Surplus:N0} row{(near.Surplus == 1 ? "" : "s")}, so rows cannot be merged by it yet: each run replaces the table when the source changed",
            [var unsure, ..] => $"{unsure} tells rows apart so far, but nothing says that it always will: each run replaces the table when the source changed",
            _ => "nothing tells single rows apart: each run replaces the table when the source changed",
        };
        return list.Add(name, Layer.Bronze, name, new Overwrite(), StepOrder.Write, 0.8, why, "keys");
    }

    private static Recommendation Incremental(DatasetFindings findings, RecommendationList list, ColumnProfile time, Incremental step, string what) =>
        list.Add(findings.Name, Layer.Bronze, findings.Name, step, StepOrder.Incremental, 0.75, $"{findings.Name} grows by {time.Name}: {what}", $"{time.Name} has a value on every row, none in the future and none that stands for nothing", time.Name);

    /// <summary>The time that grows with the rows: when they were changed, or when events happened. One date in the future would hide all rows that come after it; a missing one would set its row aside.</summary>
    private static ColumnProfile? Watermark(DatasetFindings findings)
    {
        ColumnProfile?[] candidates = [GrainRules.ChangeColumn(findings.Dataset), findings.Grain is { Level: GrainLevel.Event, Time: { } time } ? findings.Profile.Find(time) : null];
        return candidates.FirstOrDefault(column => column is { Nulls: 0, Time: { Future: 0, Placeholders.Count: 0 } });
    }
}
