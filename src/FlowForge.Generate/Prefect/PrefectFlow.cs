using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Prefect;

/// <summary>A Prefect flow: each table's notebook as a run on Databricks, in the order that the tables need.</summary>
internal static class PrefectFlow
{
    // A day: who waits for a run must end at some time.
    private const int DefaultTimeoutSeconds = 86_400;

    internal static GeneratedFile Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        string name = Py.Identifier(plan.Plan.Name);
        PlanWorkflow workflow = plan.Plan.Workflow ?? new PlanWorkflow();
        bool isCluster = workflow.Compute == WorkflowCompute.JobCluster;
        string? cron = workflow.Schedule is { } schedule ? UnixCron.Of(schedule.Text) : null;
        string[] lines =
        [
            $"# FlowForge {options.Version} | plan {plan.Plan.Name} | sha256:{hash}",
            Py.Docstring(plan.Plan.Description ?? plan.Plan.Name),
            "import hashlib",
            "from datetime import timedelta",
            "",
            "from databricks.sdk import WorkspaceClient",
            isCluster ? "from databricks.sdk.service import compute, jobs" : "from databricks.sdk.service import jobs",
            "from prefect import flow, task",
            "from prefect.futures import wait",
            "from prefect.runtime import flow_run, task_run",
            .. cron is null ? [] : (string[])["from prefect.schedules import Cron"],
            "",
            $"TIMEOUT_SECONDS = {(workflow.Timeout is { } limit ? JobDefinition.Seconds(limit) : DefaultTimeoutSeconds)}",
            $"NOTEBOOKS = {Py.Text($"/Workspace/Shared/flowforge/{plan.Plan.Name}/notebooks")}",
            Py.Block("PARAMETERS = {", [.. Parameters(plan, options, hash)], "}"),
            .. isCluster ? [Py.Block("CLUSTER = compute.ClusterSpec(", [.. JobCluster.Of(workflow).Select(Argument)], ")")] : (string[])[],
            "",
            "",
            $"@task(task_run_name=\"{{name}}\", retries={workflow.Retries}, retry_delay_seconds={JobDefinition.Seconds(workflow.RetryAfter)})",
            "def notebook(name):",
            "    \"\"\"Runs one notebook and waits for it. The token finds the run that is there when an answer was lost.\"\"\"",
            "    parameters = {**PARAMETERS, \"run_id\": str(flow_run.id), \"run_at\": flow_run.scheduled_start_time.isoformat()}",
            "    token = hashlib.sha256(f\"{flow_run.id}/{name}/{task_run.run_count}\".encode()).hexdigest()",
            "    one = jobs.SubmitTask(",
            "        task_key=\"notebook\",",
            "        notebook_task=jobs.NotebookTask(notebook_path=f\"{NOTEBOOKS}/{name}\", base_parameters=parameters),",
            .. isCluster ? ["        new_cluster=CLUSTER,"] : (string[])[],
            "    )",
            "    waiter = WorkspaceClient().jobs.submit(run_name=name, tasks=[one], timeout_seconds=TIMEOUT_SECONDS, idempotency_token=token)",
            "    # The workspace ends a run that takes too long; beyond that there is only the time to say so.",
            "    run = waiter.result(timeout=timedelta(seconds=TIMEOUT_SECONDS + 600))",
            "    # A run that was cancelled, or ended for taking too long, has come to its end too.",
            "    if run.state.result_state != jobs.RunResultState.SUCCESS:",
            "        raise RuntimeError(f\"{name} ended as {run.state.result_state}: {run.state.state_message} {run.run_page_url}\")",
            "    return run.run_id",
            "",
            "",
            $"@flow(name={Py.Text(plan.Plan.Name)})",
            "def pipeline():",
            "    \"\"\"Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end.\"\"\"",
            .. plan.Tables.Select(table => Call(new JobDefinition(plan, options, hash), table)),
            .. Py.Block("runs = [", [.. plan.Tables.Select(table => TaskKey.Of(table.Table))], "]").Split('\n').Select(line => $"    {line}"),
            "    wait(runs)",
            "    for run in runs:",
            "        run.result()",
            "",
            "",
            .. Serve(workflow, plan, cron),
        ];
        return new GeneratedFile($"prefect/{name}_flow.py", string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<string> Parameters(CheckedPlan plan, GenerateOptions options, string hash) => new JobDefinition(plan, options, hash).ParameterDefaults(options.CatalogOf(plan.Plan))
        .Where(parameter => parameter.Name is not ("run_id" or "run_at")).Select(parameter => $"{Py.Text(parameter.Name)}: {Py.Text(parameter.Default)}");

    private static string Call(JobDefinition job, CheckedTable table)
    {
        string waits = table.Needs.Count > 0 ? $", wait_for={Py.List(job.Upstream(table))}" : "";
        return $"    {TaskKey.Of(table.Table)} = notebook.submit({Py.Text(TablePlaces.Notebook(table.Table))}{waits})";
    }

    private static IEnumerable<string> Serve(PlanWorkflow workflow, CheckedPlan plan, string? cron)
    {
        yield return "if __name__ == \"__main__\":";
        if (workflow.Schedule is not null && cron is null) yield return $"    # Five fields of cron cannot say {workflow.Schedule}: give the deployment a schedule of its own.";
        string schedule = cron is null ? "" : $", schedule=Cron({Py.Text(cron)}, timezone={Py.Text(workflow.TimeZone ?? plan.Plan.Settings.TimeZone)})";
        yield return $"    pipeline.serve(name={Py.Text(plan.Plan.Name)}{schedule}, limit=1)";
    }

    private static string Argument(KeyValuePair<string, JsonNode?> part) =>
        $"{part.Key}={(part.Key == "data_security_mode" ? $"compute.DataSecurityMode.{part.Value}" : Py.Data(part.Value))}";
}
