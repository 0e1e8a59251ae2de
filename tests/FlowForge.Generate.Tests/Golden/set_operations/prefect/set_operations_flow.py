# FlowForge 1.2.3 | plan set_operations | sha256:6a467a5bc6d4d3e9
"""Whole rows against each other, and merges that say what becomes of nulls and of rows that are missing."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.runtime import flow_run, task_run

NOTEBOOKS = "/Workspace/Shared/flowforge/set_operations/notebooks"
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


@flow(name="set_operations")
def set_operations():
    bronze_people = notebook.submit("bronze_people")
    bronze_older = notebook.submit("bronze_older", wait_for=[bronze_people])
    silver_younger = notebook.submit("silver_younger", wait_for=[bronze_older, bronze_people])
    silver_both = notebook.submit("silver_both", wait_for=[bronze_older, bronze_people])
    gold_likeness = notebook.submit("gold_likeness", wait_for=[bronze_people])
    for run in [bronze_people, bronze_older, silver_younger, silver_both, gold_likeness]:
        run.result()


if __name__ == "__main__":
    set_operations.serve(name="set_operations")
