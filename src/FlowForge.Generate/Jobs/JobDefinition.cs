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
    private const string DefaultNodeType = "i3.xlarge", DefaultRuntime = "15.4.x-scala2.12";
    private const int DefaultWorkers = 2;

    private readonly PlanWorkflow _workflow = plan.Plan.Workflow ?? new PlanWorkflow();
    private readonly TablePlaces _places = new(plan.Plan, options);

    /// <param name="catalog">The default of the parameter.</param>
    /// <param name="notebook">Where the notebook of a name lies.</param>
    internal JsonObject Make(string catalog, Func<string, string> notebook)
    {
        var job = new JsonObject
        {
            ["name"] = plan.Plan.Name,
            ["description"] = $"{(plan.Plan.Description is { } text ? text + " | " : "")}FlowForge {options.Version} | sha256:{hash}",
            ["tags"] = Tags(),
            ["max_concurrent_runs"] = 1,
            ["queue"] = new JsonObject { ["enabled"] = true },
            ["parameters"] = Parameters(catalog),
        };
        if (_workflow.Schedule is { } schedule) job["schedule"] = new JsonObject { ["quartz_cron_expression"] = schedule.Text, ["timezone_id"] = _workflow.TimeZone ?? plan.Plan.Settings.TimeZone, ["pause_status"] = "UNPAUSED" };
        if (_workflow.Notify.Count > 0) job["email_notifications"] = Notifications();
        if (_workflow.SlowAfter is { } slow) job["health"] = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["metric"] = "RUN_DURATION_SECONDS", ["op"] = "GREATER_THAN", ["value"] = Seconds(slow) }) };
        if (_workflow.Compute == WorkflowCompute.JobCluster) job["job_clusters"] = new JsonArray(Cluster());
        job["tasks"] = new JsonArray([.. plan.Tables.Select(table => (JsonNode)Task(table, notebook))]);
        return job;
    }

    /// <summary>The tasks that a table's task waits for.</summary>
    internal IEnumerable<string> Upstream(CheckedTable table) => table.Needs.Select(name => TablePlaces.Notebook(plan.Find(name)!.Table)).Order(StringComparer.Ordinal);

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

    private JsonObject Tags()
    {
        var tags = new JsonObject { ["flowforge_plan"] = plan.Plan.Name };
        foreach (Named<PlanText> tag in _workflow.Tags) tags[tag.Name.Text] = tag.Value.Text;
        return tags;
    }

    private JsonArray Parameters(string catalog) => new([.. ParameterDefaults(catalog).Select(parameter => (JsonNode)new JsonObject { ["name"] = parameter.Name, ["default"] = parameter.Default })]);

    private JsonObject Notifications()
    {
        JsonArray Addresses() => new([.. _workflow.Notify.Select(address => (JsonNode)address.Text)]);
        var notifications = new JsonObject { ["on_failure"] = Addresses(), ["no_alert_for_skipped_runs"] = true };
        if (_workflow.SlowAfter is not null) notifications["on_duration_warning_threshold_exceeded"] = Addresses();
        return notifications;
    }

    /// <summary>The cluster of a workflow that has one of its own, as Databricks' APIs name its parts.</summary>
    internal static IReadOnlyDictionary<string, object> Cluster(PlanWorkflow workflow) => new Dictionary<string, object>
    {
        ["spark_version"] = workflow.Runtime ?? DefaultRuntime,
        ["node_type_id"] = workflow.NodeType ?? DefaultNodeType,
        ["num_workers"] = workflow.Workers ?? DefaultWorkers,
        ["data_security_mode"] = "SINGLE_USER",
    };

    private JsonObject Cluster() => new()
    {
        ["job_cluster_key"] = ClusterKey,
        ["new_cluster"] = new JsonObject(Cluster(_workflow).Select(one => KeyValuePair.Create(one.Key, (JsonNode?)(one.Value is int number ? JsonValue.Create(number) : JsonValue.Create((string)one.Value))))),
    };

    private JsonObject Task(CheckedTable table, Func<string, string> notebook)
    {
        string name = TablePlaces.Notebook(table.Table);
        var task = new JsonObject { ["task_key"] = name };
        if (table.Table.Description is { } description) task["description"] = description;
        if (Upstream(table).ToArray() is { Length: > 0 } upstream) task["depends_on"] = new JsonArray([.. upstream.Select(key => (JsonNode)new JsonObject { ["task_key"] = key })]);
        task["notebook_task"] = new JsonObject { ["notebook_path"] = notebook(name), ["source"] = "WORKSPACE" };
        if (_workflow.Compute == WorkflowCompute.JobCluster) task["job_cluster_key"] = ClusterKey;
        task["max_retries"] = _workflow.Retries;
        task["min_retry_interval_millis"] = Seconds(_workflow.RetryAfter) * 1_000;
        task["retry_on_timeout"] = false;
        if (_workflow.Timeout is { } timeout) task["timeout_seconds"] = Seconds(timeout);
        return task;
    }
}
