# FlowForge 1.2.3 | plan hard_names | sha256:8fe78bf4227bf4b2
"""Names that mean something in SQL, Python or Markdown."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.runtime import flow_run, task_run

NOTEBOOKS = "/Workspace/Shared/flowforge/hard_names/notebooks"
PARAMETERS = {"catalog": "main", "schema": "shop", "full_refresh": "false"}


@task(retries=1, retry_delay_seconds=60)
def notebook(name):
    """Runs one notebook and waits for it. The token finds the run that is there when an answer was lost."""
    parameters = {**PARAMETERS, "run_id": str(flow_run.id), "run_at": flow_run.scheduled_start_time.isoformat()}
    token = hashlib.sha256(f"{flow_run.id}/{name}/{task_run.run_count}".encode()).hexdigest()[:64]
    one = jobs.SubmitTask(
        task_key=name,
        notebook_task=jobs.NotebookTask(notebook_path=f"{NOTEBOOKS}/{name}", base_parameters=parameters),
    )
    run = WorkspaceClient().jobs.submit(run_name=name, tasks=[one], idempotency_token=token)
    return run.result(timeout=timedelta(seconds=86400)).run_id


@flow(name="hard_names")
def hard_names():
    bronze_orders = notebook.submit("bronze_orders")
    silver_orders = notebook.submit("silver_orders", wait_for=[bronze_orders])
    gold_joined = notebook.submit("gold_joined", wait_for=[bronze_orders, silver_orders])
    for run in [bronze_orders, silver_orders, gold_joined]:
        run.result()


if __name__ == "__main__":
    hard_names.serve(name="hard_names")
