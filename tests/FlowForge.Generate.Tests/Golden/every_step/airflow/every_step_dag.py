# FlowForge 1.2.3 | plan every_step | sha256:896b0aaceca8f12b
"""Each kind of step, so that none is forgotten."""
from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

NOTEBOOKS = "/Workspace/Shared/flowforge/every_step/notebooks"
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
CLUSTER = {"new_cluster": {
    "spark_version": "15.4.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 4,
    "data_security_mode": "SINGLE_USER",
}}
DEFAULTS = {
    "retries": 2,
    "retry_delay": timedelta(seconds=300),
    "execution_timeout": timedelta(seconds=7200),
    "email": ["data-on-call@example.com"],
    "email_on_failure": True,
}


def notebook(name, task_id=None):
    """Runs one notebook. It may be tried again: what it has written is not written twice."""
    task = {"task_key": "notebook", "notebook_task": {"notebook_path": f"{NOTEBOOKS}/{name}", "base_parameters": PARAMETERS}, **CLUSTER}
    return DatabricksSubmitRunOperator(task_id=task_id or name, json={"run_name": name, "idempotency_token": TOKEN, "tasks": [task]})


with DAG(
    dag_id="every_step",
    schedule="30 5 * * MON-FRI",
    start_date=pendulum.datetime(2024, 1, 1, tz="Europe/Berlin"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["flowforge", "team:pets", "cost_center:4711"],
) as dag:
    bronze_customers = notebook("bronze_customers")
    bronze_events = notebook("bronze_events")
    bronze_log = notebook("bronze_log")
    bronze_rates = notebook("bronze_rates")
    bronze_policies = notebook("bronze_policies")
    silver_customers = notebook("silver_customers")
    silver_events = notebook("silver_events")
    silver_tags = notebook("silver_tags")
    silver_ledger = notebook("silver_ledger")
    gold_by_city = notebook("gold_by_city")
    gold_by_kind = notebook("gold_by_kind")
    gold_long = notebook("gold_long")
    ml_features = notebook("ml_features")
    ml_training = notebook("ml_training")

    [bronze_customers] >> silver_customers
    [bronze_events, bronze_rates, silver_customers] >> silver_events
    [bronze_customers] >> silver_tags
    [bronze_log, silver_events] >> silver_ledger
    [silver_events] >> gold_by_city
    [silver_events] >> gold_by_kind
    [gold_by_city] >> gold_long
    [bronze_policies, silver_customers, silver_events] >> ml_features
    [ml_features, silver_customers] >> ml_training
