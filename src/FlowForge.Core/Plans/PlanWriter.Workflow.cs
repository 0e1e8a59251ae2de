using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Workflows;
using static FlowForge.Core.Plans.Documents.PlanNode;

namespace FlowForge.Core.Plans;

public static partial class PlanWriter
{
    private static IEnumerable<Entry> Workflow(PlanWorkflow workflow)
    {
        var defaults = new PlanWorkflow();
        if (workflow.Schedule is { } schedule) yield return Of("schedule", schedule.Text);
        if (workflow.TimeZone is { } zone) yield return Of("time_zone", zone);
        if (workflow.Compute != defaults.Compute) yield return Of("compute", Kinds.Word(workflow.Compute));
        if (workflow.NodeType is { } node) yield return Of("node_type", node);
        if (workflow.Workers is { } workers) yield return new Entry(new Scalar("workers"), Kinds.Count.Write(workers));
        if (workflow.Runtime is { } runtime) yield return Of("runtime", runtime);
        if (workflow.Retries != defaults.Retries) yield return new Entry(new Scalar("retries"), Kinds.Count.Write(workflow.Retries));
        if (workflow.RetryAfter != defaults.RetryAfter) yield return Of("retry_after", workflow.RetryAfter.ToString());
        if (workflow.Timeout is { } timeout) yield return Of("timeout", timeout.ToString());
        if (workflow.SlowAfter is { } slow) yield return Of("slow_after", slow.ToString());
        if (workflow.Notify.Count > 0) yield return new Entry(new Scalar("notify"), Kinds.Columns.Write(workflow.Notify));
        if (workflow.Tags.Count > 0) yield return new Entry(new Scalar("tags"), Kinds.Renames.Write(workflow.Tags));
    }

    private static IEnumerable<Entry> Environment(PlanEnvironment environment)
    {
        if (environment.Host is { } host) yield return Of("host", host.Text);
        if (environment.Catalog is { } catalog) yield return Of("catalog", catalog);
        if (environment.Mode != EnvironmentMode.Development) yield return Of("mode", Kinds.Word(environment.Mode));
        if (environment.RunAs is { } principal) yield return Of("run_as", principal);
    }
}
