using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Workflows;
using FlowForge.Generate.Jobs;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Prefect;

/// <summary>A Prefect flow: each table's notebook as a run on Databricks, in the order that the tables need.</summary>
internal static class PrefectFlow
{
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
            "from prefect.runtime import flow_run, task_run",
            .. cron is null ? [] : (string[])["from prefect.schedules import Cron"],
            "",
            $"NOTEBOOKS = {Py.Text($"/Workspace/Shared/flowforge/{plan.Plan.Name}/notebooks")}",
            Py.Block("PARAMETERS = {", [.. Parameters(plan, options, hash)], "}"),
            .. isCluster ? [Py.Block("CLUSTER = compute.ClusterSpec(", [.. JobDefinition.Cluster(workflow).Select(one => $"{one.Key}={(one.Key == "data_security_mode" ? $"compute.DataSecurityMode.{one.Value}" : one.Value is string text ? Py.Text(text) : one.Value)}")], ")")] : (string[])[],
            "",
            "",
            $"@task(retries={workflow.Retries}, retry_delay_seconds={JobDefinition.Seconds(workflow.RetryAfter)})",
            "def notebook(name):",
            "    \"\"\"Runs one notebook and waits for it. The token finds the run that is there when an answer was lost.\"\"\"",
            "    parameters = {**PARAMETERS, \"run_id\": str(flow_run.id), \"run_at\": flow_run.scheduled_start_time.isoformat()}",
            "    token = hashlib.sha256(f\"{flow_run.id}/{name}/{task_run.run_count}\".encode()).hexdigest()[:64]",
            "    one = jobs.SubmitTask(",
            "        task_key=name,",
            "        notebook_task=jobs.NotebookTask(notebook_path=f\"{NOTEBOOKS}/{name}\", base_parameters=parameters),",
            .. isCluster ? ["        new_cluster=CLUSTER,"] : (string[])[],
            "    )",
            "    run = WorkspaceClient().jobs.submit(run_name=name, tasks=[one], idempotency_token=token)",
            $"    return run.result(timeout=timedelta(seconds={(workflow.Timeout is { } limit ? JobDefinition.Seconds(limit) : 86_400)})).run_id",
            "",
            "",
            $"@flow(name={Py.Text(plan.Plan.Name)})",
            $"def {name}():",
            .. plan.Tables.Select(table => Call(new JobDefinition(plan, options, hash), table)),
            $"    for run in {Py.List(plan.Tables.Select(Task))}:",
            "        run.result()",
            "",
            "",
            .. Serve(name, workflow, plan, cron),
        ];
        return new GeneratedFile($"prefect/{name}_flow.py", string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<string> Parameters(CheckedPlan plan, GenerateOptions options, string hash) => new JobDefinition(plan, options, hash).ParameterDefaults(options.CatalogOf(plan.Plan))
        .Where(parameter => parameter.Name is not ("run_id" or "run_at")).Select(parameter => $"{Py.Text(parameter.Name)}: {Py.Text(parameter.Default)}");

    private static string Call(JobDefinition job, CheckedTable table)
    {
        string waits = table.Needs.Count > 0 ? $", wait_for={Py.List(job.Upstream(table).Select(Py.Identifier))}" : "";
        return $"    {Task(table)} = notebook.submit({Py.Text(TablePlaces.Notebook(table.Table))}{waits})";
    }

    private static IEnumerable<string> Serve(string name, PlanWorkflow workflow, CheckedPlan plan, string? cron)
    {
        yield return "if __name__ == \"__main__\":";
        if (workflow.Schedule is not null && cron is null) yield return $"    # Five fields of cron cannot say {workflow.Schedule}: give the deployment a schedule of its own.";
        string schedule = cron is null ? "" : $", schedule=Cron({Py.Text(cron)}, timezone={Py.Text(workflow.TimeZone ?? plan.Plan.Settings.TimeZone)})";
        yield return $"    {name}.serve(name={Py.Text(plan.Plan.Name)}{schedule})";
    }

    private static string Task(CheckedTable table) => Py.Identifier(TablePlaces.Notebook(table.Table));
}
