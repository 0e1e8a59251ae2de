# FlowForge 1.2.3 | plan set_operations | sha256:6a467a5bc6d4d3e9
"""Whole rows against each other, and merges that say what becomes of nulls and of rows that are missing."""
from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

NOTEBOOKS = "/Workspace/Shared/flowforge/set_operations/notebooks"
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
}


def notebook(name, task_id=None):
    """Runs one notebook. It may be tried again: what it has written is not written twice."""
    task = {"task_key": "notebook", "notebook_task": {"notebook_path": f"{NOTEBOOKS}/{name}", "base_parameters": PARAMETERS}, **CLUSTER}
    return DatabricksSubmitRunOperator(task_id=task_id or name, json={"run_name": name, "idempotency_token": TOKEN, "tasks": [task]})


with DAG(
    dag_id="set_operations",
    schedule=None,
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["flowforge"],
) as dag:
    bronze_people = notebook("bronze_people")
    bronze_older = notebook("bronze_older")
    silver_younger = notebook("silver_younger")
    silver_both = notebook("silver_both")
    gold_likeness = notebook("gold_likeness")

    [bronze_people] >> bronze_older
    [bronze_older, bronze_people] >> silver_younger
    [bronze_older, bronze_people] >> silver_both
    [bronze_people] >> gold_likeness
