using System.Text.Json.Nodes;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Jobs;

/// <summary>A plan as a Databricks job, as Jobs API 2.2 creates it: a task per notebook, in the order that the tables need.</summary>
internal sealed class JobDefinition(CheckedPlan plan, GenerateOptions options, string hash)
{
    private const string ClusterKey = "plan";
    // Letters of a description. A job's: docs.databricks.com/api/workspace/jobs/create. A task's has no stated limit; this one is ours, so that it is taken anywhere.
    private const int MaxDescription = 27_700, MaxTaskDescription = 1_000;

    private readonly PlanWorkflow _workflow = plan.Plan.Workflow ?? new PlanWorkflow();
    private readonly TablePlaces _places = new(plan.Plan, options);

    /// <param name="catalog">The default of the parameter.</param>
    /// <param name="notebook">Where the notebook of a name lies.</param>
    internal JsonObject Make(string catalog, Func<string, string> notebook) => Make(catalog, plan.Tables.Select(table => Task(table, Upstream(table), notebook)));

    /// <param name="catalog">The default of the parameter.</param>
    /// <param name="tasks">In the order in which they depend on each other.</param>
    internal JsonObject Make(string catalog, IEnumerable<JsonObject> tasks)
    {
        JsonObject[] all = [.. tasks];
        var job = new JsonObject
        {
            ["name"] = plan.Plan.Name,
            ["description"] = Description(),
            ["tags"] = Tags(plan.Plan),
            ["max_concurrent_runs"] = 1,
            ["queue"] = new JsonObject { ["enabled"] = true },
        };
        if (all.Any(task => task.ContainsKey("notebook_task"))) job["parameters"] = Parameters(catalog);
        if (_workflow.Schedule is { } schedule) job["schedule"] = new JsonObject { ["quartz_cron_expression"] = schedule.Text, ["timezone_id"] = _workflow.TimeZone ?? plan.Plan.Settings.TimeZone, ["pause_status"] = "UNPAUSED" };
        if (_workflow.Notify.Count > 0)
        {
            job["email_notifications"] = Notifications();
            job["notification_settings"] = new JsonObject { ["no_alert_for_skipped_runs"] = true };
        }
        if (_workflow.SlowAfter is { } slow) job["health"] = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["metric"] = "RUN_DURATION_SECONDS", ["op"] = "GREATER_THAN", ["value"] = Seconds(slow) }) };
        if (all.Any(task => task.ContainsKey("job_cluster_key"))) job["job_clusters"] = new JsonArray(Cluster());
        job["tasks"] = new JsonArray([.. all]);
        return job;
    }

    /// <summary>The tasks that a table's task waits for.</summary>
    internal IEnumerable<string> Upstream(CheckedTable table) => table.Needs.Select(name => TaskKey.Of(plan.Find(name)!.Table)).Order(StringComparer.Ordinal);

    /// <summary>The job's parameters, which every notebook has as widgets, with their defaults.</summary>
    internal IEnumerable<(string Name, string Default)> ParameterDefaults(string catalog)
    {
        yield return ("catalog", catalog);
        if (_places.IsOneSchema) yield return ("schema", _places.Schema);
        else foreach (string layer in plan.Tables.Select(table => TablePlaces.Word(table.Table.Layer)).Distinct().Order(StringComparer.Ordinal)) yield return (TablePlaces.SchemaVariable(layer), layer);
        yield return ("full_refresh", "false");
        // A repair has the id of the run that it repairs, so what is written is written once.
        yield return ("run_id", "{{job.run_id}}");
        yield return ("run_at", "{{job.start_time.iso_datetime}}");
    }

    internal static long Seconds(PlanDuration length) => length.Amount * length.Unit switch
    {
        TimeUnit.Second => 1L,
        TimeUnit.Minute => 60,
        TimeUnit.Hour => 3_600,
        TimeUnit.Day => 86_400,
        TimeUnit.Week => 604_800,
        TimeUnit.Month or TimeUnit.Year => throw new ArgumentException($"{length} has no fixed length.", nameof(length)),
    };

    internal static JsonObject Tags(Plan plan)
    {
        var tags = new JsonObject { [PlanWorkflow.PlanTag] = plan.Name };
        foreach (Named<PlanText> tag in plan.Workflow?.Tags ?? []) tags[tag.Name.Text] = tag.Value.Text;
        return tags;
    }

    private JsonArray Parameters(string catalog) => new([.. ParameterDefaults(catalog).Select(parameter => (JsonNode)new JsonObject { ["name"] = parameter.Name, ["default"] = parameter.Default })]);

    private JsonObject Notifications()
    {
        JsonArray Addresses() => new([.. _workflow.Notify.Select(address => (JsonNode)address.Text)]);
        var notifications = new JsonObject { ["on_failure"] = Addresses() };
        if (_workflow.SlowAfter is not null) notifications["on_duration_warning_threshold_exceeded"] = Addresses();
        return notifications;
    }

    private string Description()
    {
        string origin = $"FlowForge {options.Version} | sha256:{hash}";
        return plan.Plan.Description is { } text ? $"{Cut(text, MaxDescription - origin.Length - 3)} | {origin}" : origin;
    }

    private JsonObject Cluster() => new() { ["job_cluster_key"] = ClusterKey, ["new_cluster"] = JobCluster.Of(_workflow) };

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        int end = length - 1;
        // A letter beyond U+FFFF is two chars: it goes whole.
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>The task that runs a table's notebook.</summary>
    internal JsonObject Task(CheckedTable table, IEnumerable<string> upstream, Func<string, string> notebook)
    {
        var body = new JsonObject { ["notebook_path"] = notebook(TablePlaces.Notebook(table.Table)), ["source"] = "WORKSPACE" };
        return Task(TaskKey.Of(table.Table), table.Table.Description, upstream, "notebook_task", body);
    }

    /// <param name="key">The task's key.</param>
    /// <param name="upstream">The tasks that it waits for.</param>
    /// <param name="kind">What the API calls this kind of task.</param>
    internal JsonObject Task(string key, string? description, IEnumerable<string> upstream, string kind, JsonObject body)
    {
        var task = new JsonObject { ["task_key"] = key };
        if (description is not null) task["description"] = Cut(description, MaxTaskDescription);
        if (upstream.ToArray() is { Length: > 0 } keys) task["depends_on"] = new JsonArray([.. keys.Select(one => (JsonNode)new JsonObject { ["task_key"] = one })]);
        task[kind] = body;
        if (kind == "notebook_task" && _workflow.Compute == WorkflowCompute.JobCluster) task["job_cluster_key"] = ClusterKey;
        task["max_retries"] = _workflow.Retries;
        task["min_retry_interval_millis"] = Seconds(_workflow.RetryAfter) * 1_000;
        task["retry_on_timeout"] = false;
        if (_workflow.Timeout is { } timeout) task["timeout_seconds"] = Seconds(timeout);
        return task;
    }
}
