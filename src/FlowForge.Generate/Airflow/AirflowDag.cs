using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Airflow;

/// <summary>An Airflow DAG: each table's notebook as a run on Databricks, in the order that the tables need.</summary>
internal static class AirflowDag
{
    // Airflow refuses a DAG with a longer one.
    private const int MaxTagLength = 100;

    internal static GeneratedFile Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        string name = Py.Identifier(plan.Plan.Name);
        PlanWorkflow workflow = plan.Plan.Workflow ?? new PlanWorkflow();
        string[] lines =
        [
            $"# FlowForge {options.Version} | plan {plan.Plan.Name} | sha256:{hash}",
            Py.Docstring(plan.Plan.Description ?? plan.Plan.Name),
            "from datetime import timedelta",
            "",
            "import pendulum",
            "from airflow import DAG",
            "from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator",
            "",
            $"NOTEBOOKS = {Py.Text($"/Workspace/Shared/flowforge/{plan.Plan.Name}/notebooks")}",
            .. Parameters(plan, options, hash),
            "# A request that is sent once more, since its answer was lost, finds the run that it has started.",
            "TOKEN = \"{{ macros.uuid.uuid5(macros.uuid.NAMESPACE_URL, [ti.dag_id, ti.task_id, run_id, ti.try_number] | join('/')) }}\"",
            .. Cluster(workflow),
            .. Defaults(workflow),
            "",
            "",
            "def notebook(name, task_id=None):",
            "    \"\"\"Runs one notebook. It may be tried again: what it has written is not written twice.\"\"\"",
            "    task = {\"task_key\": \"notebook\", \"notebook_task\": {\"notebook_path\": f\"{NOTEBOOKS}/{name}\", \"base_parameters\": PARAMETERS}, **CLUSTER}",
            "    return DatabricksSubmitRunOperator(task_id=task_id or name, json={\"run_name\": name, \"idempotency_token\": TOKEN, \"tasks\": [task]})",
            "",
            "",
            .. Dag(plan, options, hash, name, workflow),
        ];
        return new GeneratedFile($"airflow/{name}_dag.py", string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<string> Parameters(CheckedPlan plan, GenerateOptions options, string hash) =>
    [
        "# A try again has the id and the start of its run.",
        "PARAMETERS = {",
        .. new JobDefinition(plan, options, hash).ParameterDefaults(options.CatalogOf(plan.Plan)).Select(parameter =>
            $"    {Py.Text(parameter.Name)}: {Py.Text(parameter.Name switch { "run_id" => "{{ run_id }}", "run_at" => "{{ dag_run.start_date.isoformat() }}", _ => parameter.Default })},"),
        "}",
    ];

    private static IEnumerable<string> Cluster(PlanWorkflow workflow) => workflow.Compute == WorkflowCompute.Serverless
        ? ["# Nothing here means serverless compute.", "CLUSTER = {}"]
        : [Py.Block("CLUSTER = {\"new_cluster\": {", [.. JobCluster.Of(workflow).Select(one => $"{Py.Text(one.Key)}: {Py.Data(one.Value)}")], "}}")];

    private static IEnumerable<string> Defaults(PlanWorkflow workflow) =>
    [
        "DEFAULTS = {",
        $"    \"retries\": {workflow.Retries},",
        $"    \"retry_delay\": timedelta(seconds={JobDefinition.Seconds(workflow.RetryAfter)}),",
        .. workflow.Timeout is { } limit ? [$"    \"execution_timeout\": timedelta(seconds={JobDefinition.Seconds(limit)}),"] : (string[])[],
        .. workflow.Notify.Count > 0 ? [$"    \"email\": {Py.Texts(workflow.Notify.Select(address => address.Text))},", "    \"email_on_failure\": True,"] : (string[])[],
        "}",
    ];

    private static IEnumerable<string> Dag(CheckedPlan plan, GenerateOptions options, string hash, string name, PlanWorkflow workflow)
    {
        var job = new JobDefinition(plan, options, hash);
        string? cron = workflow.Schedule is { } schedule ? UnixCron.Of(schedule.Text) : null;
        if (workflow.Schedule is not null && cron is null) yield return $"# Airflow's cron cannot say {workflow.Schedule}: give it a timetable of its own.";
        yield return "with DAG(";
        yield return $"    dag_id={Py.Text(name)},";
        yield return $"    schedule={(cron is null ? "None" : Py.Text(cron))},";
        yield return $"    start_date=pendulum.datetime(2024, 1, 1, tz={Py.Text(workflow.TimeZone ?? plan.Plan.Settings.TimeZone)}),";
        yield return "    catchup=False,";
        yield return "    max_active_runs=1,";
        yield return "    default_args=DEFAULTS,";
        yield return $"    tags={Py.Texts(["flowforge", .. workflow.Tags.Select(tag => $"{tag.Name}:{tag.Value}").Select(tag => tag[..Math.Min(tag.Length, MaxTagLength)])])},";
        yield return ") as dag:";
        foreach (CheckedTable table in plan.Tables) yield return $"    {TaskKey.Of(table.Table)} = notebook({Call(TaskKey.Of(table.Table), TablePlaces.Notebook(table.Table))})";
        yield return "";
        foreach (CheckedTable table in plan.Tables.Where(table => table.Needs.Count > 0)) yield return $"    {Py.List(job.Upstream(table))} >> {TaskKey.Of(table.Table)}";
    }

    private static string Call(string key, string name) => key == name ? Py.Text(name) : $"{Py.Text(name)}, {Py.Text(key)}";
}
