# FlowForge 1.2.3 | plan streams | sha256:eec68f4bc4085034
"""What a declarative pipeline can say without a notebook."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.futures import wait
from prefect.runtime import flow_run, task_run
from prefect.schedules import Cron

TIMEOUT_SECONDS = 86400
NOTEBOOKS = "/Workspace/Shared/flowforge/streams/notebooks"
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


@flow(name="streams")
def pipeline():
    """Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end."""
    bronze_clicks = notebook.submit("bronze_clicks")
    bronze_members = notebook.submit("bronze_members")
    bronze_shops = notebook.submit("bronze_shops")
    bronze_prices = notebook.submit("bronze_prices")
    bronze_visits = notebook.submit("bronze_visits")
    silver_pages = notebook.submit("silver_pages", wait_for=[bronze_clicks])
    silver_visits = notebook.submit("silver_visits", wait_for=[bronze_shops, bronze_visits])
    silver_clickers = notebook.submit("silver_clickers", wait_for=[bronze_clicks])
    gold_by_city = notebook.submit("gold_by_city", wait_for=[silver_visits])
    gold_city_ranks = notebook.submit("gold_city_ranks", wait_for=[gold_by_city])
    runs = [
        bronze_clicks,
        bronze_members,
        bronze_shops,
        bronze_prices,
        bronze_visits,
        silver_pages,
        silver_visits,
        silver_clickers,
        gold_by_city,
        gold_city_ranks,
    ]
    wait(runs)
    for run in runs:
        run.result()


if __name__ == "__main__":
    pipeline.serve(name="streams", schedule=Cron("0 4 * * *", timezone="Europe/Vienna"), limit=1)
