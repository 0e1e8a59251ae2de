# FlowForge 1.2.3 | plan streams | sha256:eec68f4bc4085034
"""What a declarative pipeline can say without a notebook."""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.runtime import flow_run, task_run
from prefect.schedules import Cron

NOTEBOOKS = "/Workspace/Shared/flowforge/streams/notebooks"
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


@flow(name="streams")
def streams():
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
    for run in [bronze_clicks, bronze_members, bronze_shops, bronze_prices, bronze_visits, silver_pages, silver_visits, silver_clickers, gold_by_city, gold_city_ranks]:
        run.result()


if __name__ == "__main__":
    streams.serve(name="streams", schedule=Cron("0 4 * * *", timezone="Europe/Vienna"))
