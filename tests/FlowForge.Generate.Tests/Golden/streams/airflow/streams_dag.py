# FlowForge 1.2.3 | plan streams | sha256:eec68f4bc4085034
"""What a declarative pipeline can say without a notebook."""
from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

NOTEBOOKS = "/Workspace/Shared/flowforge/streams/notebooks"
# A try again has the id and the start of its run.
PARAMETERS = {
    "catalog": "main",
    "schema": "shop",
    "full_refresh": "false",
    "run_id": "{{ run_id }}",
    "run_at": "{{ dag_run.start_date.isoformat() }}",
}
# A request that is sent once more, since its answer was lost, finds the run that it has started.
TOKEN = "{{ macros.uuid.uuid5(macros.uuid.NAMESPACE_URL, [ti.dag_id, ti.task_id, run_id, ti.try_number] | join('/')) }}"
# Nothing here means serverless compute.
CLUSTER = {}
DEFAULTS = {
    "retries": 1,
    "retry_delay": timedelta(seconds=60),
    "email": ["data-on-call@example.com"],
    "email_on_failure": True,
}


def notebook(name, task_id=None):
    """Runs one notebook. It may be tried again: what it has written is not written twice."""
    task = {"task_key": "notebook", "notebook_task": {"notebook_path": f"{NOTEBOOKS}/{name}", "base_parameters": PARAMETERS}, **CLUSTER}
    return DatabricksSubmitRunOperator(task_id=task_id or name, json={"run_name": name, "idempotency_token": TOKEN, "tasks": [task]})


with DAG(
    dag_id="streams",
    schedule="0 4 * * *",
    start_date=pendulum.datetime(2024, 1, 1, tz="Europe/Vienna"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["flowforge"],
) as dag:
    bronze_clicks = notebook("bronze_clicks")
    bronze_members = notebook("bronze_members")
    bronze_shops = notebook("bronze_shops")
    bronze_prices = notebook("bronze_prices")
    bronze_visits = notebook("bronze_visits")
    silver_pages = notebook("silver_pages")
    silver_visits = notebook("silver_visits")
    silver_clickers = notebook("silver_clickers")
    gold_by_city = notebook("gold_by_city")
    gold_city_ranks = notebook("gold_city_ranks")

    [bronze_clicks] >> silver_pages
    [bronze_shops, bronze_visits] >> silver_visits
    [bronze_clicks] >> silver_clickers
    [silver_visits] >> gold_by_city
    [gold_by_city] >> gold_city_ranks
