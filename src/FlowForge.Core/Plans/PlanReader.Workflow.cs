using FlowForge.Core.Collections;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Workflows;
using static FlowForge.Core.Plans.Documents.PlanNode;

namespace FlowForge.Core.Plans;

/// <summary>Where and when a plan runs.</summary>
public sealed partial class PlanReader
{
    private static readonly string[] s_workflowKeys = ["schedule", "time_zone", "compute", "node_type", "workers", "runtime", "retries", "retry_after", "timeout", "slow_after", "notify", "tags"];
    private static readonly string[] s_clusterKeys = ["node_type", "workers", "runtime"];
    private static readonly string[] s_environmentKeys = ["host", "catalog", "mode", "run_as"];

    private PlanWorkflow? ReadWorkflow(PlanNode? node)
    {
        if (node is null || !IsMap(node, "workflow", out Map? map)) return null;
        Known(map, s_workflowKeys, "a workflow");
        var workflow = new PlanWorkflow
        {
            Schedule = Optional(map, "schedule", Kinds.Text),
            TimeZone = Text(map, "time_zone"),
            Compute = Value(map, "compute", Kinds.Choice<WorkflowCompute>(), WorkflowCompute.Serverless),
            NodeType = Text(map, "node_type"),
            Workers = map["workers"] is null ? null : Bounded(map, "workers", 0, 1_000, 0),
            Runtime = Text(map, "runtime"),
            Retries = Bounded(map, "retries", 0, 100, new PlanWorkflow().Retries),
            RetryAfter = Optional(map, "retry_after", Kinds.Duration) ?? new PlanWorkflow().RetryAfter,
            Timeout = Optional(map, "timeout", Kinds.Duration),
            SlowAfter = Optional(map, "slow_after", Kinds.Duration),
            Notify = Optional(map, "notify", Kinds.Columns) ?? [],
            Tags = Optional(map, "tags", Kinds.Renames) ?? [],
        };
        CheckWorkflow(map, workflow);
        return workflow;
    }

    private void CheckWorkflow(Map map, PlanWorkflow workflow)
    {
        if (workflow.Schedule is { } schedule && QuartzCron.Fault(schedule.Text) is { } fault)
            _reading.Error("plan-schedule", schedule.Where, $"'{schedule}' is not a schedule: {fault}", "For instance every day at six: 0 0 6 * * ?");
        if (workflow.TimeZone is { } zone)
        {
            CheckZone(map, zone);
            if (workflow.Schedule is null) _reading.Error("plan-workflow", map["time_zone"]!.Where, "a time_zone goes with a schedule.");
        }
        foreach (string key in s_clusterKeys)
            if (map[key] is { } node && workflow.Compute == WorkflowCompute.Serverless) _reading.Error("plan-workflow", node.Where, $"{key} goes with a job cluster; serverless compute chooses for itself.", "Set compute: job_cluster, or leave it out.");
        foreach ((string key, PlanDuration? length) in new[] { ("retry_after", workflow.RetryAfter), ("timeout", workflow.Timeout), ("slow_after", workflow.SlowAfter) })
            if (length is { Unit: TimeUnit.Month or TimeUnit.Year }) _reading.Error("plan-workflow", map[key]?.Where, $"{key} is {length}, which has no fixed length.", "Use weeks, days, hours, minutes or seconds.");
        foreach (PlanText address in workflow.Notify)
            if (!address.Text.Contains('@')) _reading.Error("plan-workflow", address.Where, $"'{address}' is not an e-mail address.");
        foreach (Named<PlanText> tag in workflow.Tags)
            if (tag.Name.Text == PlanWorkflow.PlanTag) _reading.Error("plan-workflow", tag.Name.Where, $"the tag {tag.Name} is given to each job, with the plan's name.");
        if (workflow.Tags.Count > PlanWorkflow.MaxTags)
            _reading.Error("plan-workflow", workflow.Tags[PlanWorkflow.MaxTags].Name.Where, $"found {workflow.Tags.Count} tags; a job has at most {PlanWorkflow.MaxTags} beside {PlanWorkflow.PlanTag}.");
        if (workflow.SlowAfter is not null && workflow.Notify.Count == 0) _reading.Error("plan-workflow", map["slow_after"]!.Where, "slow_after tells nobody: there is no notify.", "Add notify: <address>.");
    }

    private PlanEnvironment ReadEnvironment(Entry entry)
    {
        PlanText name = Name(entry.Key, "environment");
        if (!IsMap(entry.Value, $"environment {name}", out Map? map)) return new PlanEnvironment(name);
        Known(map, s_environmentKeys, "an environment");
        PlanText? host = Optional(map, "host", Kinds.Text);
        if (host is not null && !(Uri.TryCreate(host.Text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps))
            _reading.Error("plan-environment", host.Where, $"'{host}' is not a workspace's address.", "For instance https://adb-1234567890.1.azuredatabricks.net");
        return new PlanEnvironment(name)
        {
            Host = host,
            Catalog = Text(map, "catalog"),
            Mode = Value(map, "mode", Kinds.Choice<EnvironmentMode>(), EnvironmentMode.Development),
            RunAs = Text(map, "run_as"),
        };
    }

    private T Value<T>(Map map, string key, ParameterKind<T> kind, T otherwise) where T : struct => map[key] is { } node && kind.Read(node, _reading, out T value) ? value : otherwise;

    private int Bounded(Map map, string key, int least, int most, int otherwise)
    {
        int value = Value(map, key, Kinds.Count, otherwise);
        if (value < least || value > most) _reading.Error("plan-workflow", map[key]!.Where, $"{key} is {value}; it is {least} to {most:N0}.");
        return value;
    }

    private ValueList<PlanEnvironment> ReadEnvironments(PlanNode? node) => [.. Entries(node, "environments").Select(ReadEnvironment)];
}
