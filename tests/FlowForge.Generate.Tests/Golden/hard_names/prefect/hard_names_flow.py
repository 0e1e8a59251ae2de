# FlowForge 1.2.3 | plan hard_names | sha256:8fe78bf4227bf4b2
"""Names that mean something in SQL, Python or Markdown."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.futures import wait
from prefect.runtime import flow_run, task_run

TIMEOUT_SECONDS = 86400
NOTEBOOKS = "/Workspace/Shared/flowforge/hard_names/notebooks"
PARAMETERS = {"catalog": "main", "schema": "shop", "full_refresh": "false"}


@task(task_run_name="{name}", retries=1, retry_delay_seconds=60)
def notebook(name):
    """Runs one notebook and waits for it. The token finds the run that is there when an answer was lost."""
    parameters = {**PARAMETERS, "run_id": str(flow_run.id), "run_at": flow_run.scheduled_start_time.isoformat()}
    token = hashlib.sha256(f"{flow_run.id}/{name}/{task_run.run_count}".encode()).hexdigest()
    one = jobs.SubmitTask(
        task_key="notebook",
        notebook_task=jobs.NotebookTask(notebook_path=f"{NOTEBOOKS}/{name}", base_parameters=parameters),
    )
    waiter = WorkspaceClient().jobs.submit(run_name=name, tasks=[one], timeout_seconds=TIMEOUT_SECONDS, idempotency_token=token)
    # The workspace ends a run that takes too long; beyond that there is only the time to say so.
    run = waiter.result(timeout=timedelta(seconds=TIMEOUT_SECONDS + 600))
    # A run that was cancelled, or ended for taking too long, has come to its end too.
    if run.state.result_state != jobs.RunResultState.SUCCESS:
        raise RuntimeError(f"{name} ended as {run.state.result_state}: {run.state.state_message} {run.run_page_url}")
    return run.run_id


@flow(name="hard_names")
def pipeline():
    """Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end."""
    bronze_orders = notebook.submit("bronze_orders")
    silver_orders = notebook.submit("silver_orders", wait_for=[bronze_orders])
    gold_joined = notebook.submit("gold_joined", wait_for=[bronze_orders, silver_orders])
    runs = [bronze_orders, silver_orders, gold_joined]
    wait(runs)
    for run in runs:
        run.result()


if __name__ == "__main__":
    pipeline.serve(name="hard_names", limit=1)
