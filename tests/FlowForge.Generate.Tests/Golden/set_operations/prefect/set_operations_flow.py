# FlowForge 1.2.3 | plan set_operations | sha256:6a467a5bc6d4d3e9
"""Whole rows against each other, and merges that say what becomes of nulls and of rows that are missing."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.futures import wait
from prefect.runtime import flow_run, task_run

TIMEOUT_SECONDS = 86400
NOTEBOOKS = "/Workspace/Shared/flowforge/set_operations/notebooks"
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


@flow(name="set_operations")
def pipeline():
    """Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end."""
    bronze_people = notebook.submit("bronze_people")
    bronze_older = notebook.submit("bronze_older", wait_for=[bronze_people])
    silver_younger = notebook.submit("silver_younger", wait_for=[bronze_older, bronze_people])
    silver_both = notebook.submit("silver_both", wait_for=[bronze_older, bronze_people])
    gold_likeness = notebook.submit("gold_likeness", wait_for=[bronze_people])
    runs = [bronze_people, bronze_older, silver_younger, silver_both, gold_likeness]
    wait(runs)
    for run in runs:
        run.result()


if __name__ == "__main__":
    pipeline.serve(name="set_operations", limit=1)
