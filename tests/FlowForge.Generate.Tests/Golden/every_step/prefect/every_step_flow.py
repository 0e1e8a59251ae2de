# FlowForge 1.2.3 | plan every_step | sha256:896b0aaceca8f12b
"""Each kind of step, so that none is forgotten."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import compute, jobs
from prefect import flow, task
from prefect.futures import wait
from prefect.runtime import flow_run, task_run
from prefect.schedules import Cron

TIMEOUT_SECONDS = 7200
NOTEBOOKS = "/Workspace/Shared/flowforge/every_step/notebooks"
PARAMETERS = {"catalog": "main", "schema": "shop", "full_refresh": "false"}
CLUSTER = compute.ClusterSpec(
    spark_version="15.4.x-scala2.12",
    node_type_id="i3.xlarge",
    num_workers=4,
    data_security_mode=compute.DataSecurityMode.SINGLE_USER,
)


@task(task_run_name="{name}", retries=2, retry_delay_seconds=300)
def notebook(name):
    """Runs one notebook and waits for it. The token finds the run that is there when an answer was lost."""
    parameters = {**PARAMETERS, "run_id": str(flow_run.id), "run_at": flow_run.scheduled_start_time.isoformat()}
    token = hashlib.sha256(f"{flow_run.id}/{name}/{task_run.run_count}".encode()).hexdigest()
    one = jobs.SubmitTask(
        task_key="notebook",
        notebook_task=jobs.NotebookTask(notebook_path=f"{NOTEBOOKS}/{name}", base_parameters=parameters),
        new_cluster=CLUSTER,
    )
    waiter = WorkspaceClient().jobs.submit(run_name=name, tasks=[one], timeout_seconds=TIMEOUT_SECONDS, idempotency_token=token)
    # The workspace ends a run that takes too long; beyond that there is only the time to say so.
    run = waiter.result(timeout=timedelta(seconds=TIMEOUT_SECONDS + 600))
    # A run that was cancelled, or ended for taking too long, has come to its end too.
    if run.state.result_state != jobs.RunResultState.SUCCESS:
        raise RuntimeError(f"{name} ended as {run.state.result_state}: {run.state.state_message} {run.run_page_url}")
    return run.run_id


@flow(name="every_step")
def pipeline():
    """Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end."""
    bronze_customers = notebook.submit("bronze_customers")
    bronze_events = notebook.submit("bronze_events")
    bronze_log = notebook.submit("bronze_log")
    bronze_rates = notebook.submit("bronze_rates")
    bronze_policies = notebook.submit("bronze_policies")
    silver_customers = notebook.submit("silver_customers", wait_for=[bronze_customers])
    silver_events = notebook.submit("silver_events", wait_for=[bronze_events, bronze_rates, silver_customers])
    silver_tags = notebook.submit("silver_tags", wait_for=[bronze_customers])
    silver_ledger = notebook.submit("silver_ledger", wait_for=[bronze_log, silver_events])
    gold_by_city = notebook.submit("gold_by_city", wait_for=[silver_events])
    gold_by_kind = notebook.submit("gold_by_kind", wait_for=[silver_events])
    gold_long = notebook.submit("gold_long", wait_for=[gold_by_city])
    ml_features = notebook.submit("ml_features", wait_for=[bronze_policies, silver_customers, silver_events])
    ml_training = notebook.submit("ml_training", wait_for=[ml_features, silver_customers])
    runs = [
        bronze_customers,
        bronze_events,
        bronze_log,
        bronze_rates,
        bronze_policies,
        silver_customers,
        silver_events,
        silver_tags,
        silver_ledger,
        gold_by_city,
        gold_by_kind,
        gold_long,
        ml_features,
        ml_training,
    ]
    wait(runs)
    for run in runs:
        run.result()


if __name__ == "__main__":
    pipeline.serve(name="every_step", schedule=Cron("30 5 * * MON-FRI", timezone="Europe/Berlin"), limit=1)
