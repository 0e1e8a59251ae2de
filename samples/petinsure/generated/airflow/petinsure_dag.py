# FlowForge 0.1.0 | plan petinsure | sha256:7ef24f228eb13e5a
"""Customers, pets, policies, practices and claims of a pet insurer"""
from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

NOTEBOOKS = "/Workspace/Shared/flowforge/petinsure/notebooks"
# A try again has the id and the start of its run.
PARAMETERS = {
    "catalog": "main",
    "schema": "petinsure",
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
    dag_id="petinsure",
    schedule=None,
    start_date=pendulum.datetime(2024, 1, 1, tz="Europe/Berlin"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["flowforge"],
) as dag:
    bronze_customers = notebook("bronze_customers")
    bronze_pets = notebook("bronze_pets")
    bronze_policies = notebook("bronze_policies")
    bronze_providers = notebook("bronze_providers")
    bronze_claims = notebook("bronze_claims")
    silver_customer_history = notebook("silver_customer_history")
    silver_customers = notebook("silver_customers")
    silver_pets = notebook("silver_pets")
    silver_policies = notebook("silver_policies")
    silver_coverages = notebook("silver_coverages")
    silver_providers = notebook("silver_providers")
    silver_claims = notebook("silver_claims")
    silver_claim_items = notebook("silver_claim_items")
    silver_as_of = notebook("silver_as_of")
    silver_unknown_practice = notebook("silver_unknown_practice")
    gold_dim_customer = notebook("gold_dim_customer")
    gold_dim_pet = notebook("gold_dim_pet")
    gold_policy_covers = notebook("gold_policy_covers")
    gold_dim_policy = notebook("gold_dim_policy")
    gold_dim_provider = notebook("gold_dim_provider")
    gold_fact_claims = notebook("gold_fact_claims")
    gold_policy_months = notebook("gold_policy_months")
    gold_policy_claims = notebook("gold_policy_claims")
    gold_policy_performance = notebook("gold_policy_performance")
    gold_customer_pets = notebook("gold_customer_pets")
    gold_customer_360 = notebook("gold_customer_360")
    gold_claims_analytics = notebook("gold_claims_analytics")
    gold_claims_by_month = notebook("gold_claims_by_month")
    gold_monthly_kpis = notebook("gold_monthly_kpis")
    gold_provider_performance = notebook("gold_provider_performance")
    gold_risk_score = notebook("gold_risk_score")
    gold_pet_covers = notebook("gold_pet_covers")
    gold_cross_sell = notebook("gold_cross_sell")
    ml_claim_features = notebook("ml_claim_features")
    ml_fraud_training = notebook("ml_fraud_training")

    [bronze_customers] >> silver_customer_history
    [silver_customer_history] >> silver_customers
    [bronze_pets, silver_customers] >> silver_pets
    [bronze_policies, silver_pets] >> silver_policies
    [bronze_policies, silver_policies] >> silver_coverages
    [bronze_providers] >> silver_providers
    [bronze_claims, silver_policies, silver_providers] >> silver_claims
    [silver_claims] >> silver_claim_items
    [silver_claims] >> silver_as_of
    [silver_as_of] >> silver_unknown_practice
    [silver_customers] >> gold_dim_customer
    [gold_dim_customer, silver_pets] >> gold_dim_pet
    [silver_coverages] >> gold_policy_covers
    [gold_dim_pet, gold_policy_covers, silver_policies] >> gold_dim_policy
    [silver_providers, silver_unknown_practice] >> gold_dim_provider
    [gold_dim_customer, gold_dim_policy, gold_dim_provider, silver_claims, silver_customer_history] >> gold_fact_claims
    [gold_dim_policy, silver_as_of] >> gold_policy_months
    [gold_fact_claims, silver_as_of] >> gold_policy_claims
    [gold_dim_policy, gold_policy_claims, gold_policy_months, silver_as_of] >> gold_policy_performance
    [gold_dim_pet] >> gold_customer_pets
    [gold_customer_pets, gold_dim_customer, gold_policy_performance, silver_as_of] >> gold_customer_360
    [gold_fact_claims] >> gold_claims_analytics
    [gold_fact_claims] >> gold_claims_by_month
    [gold_claims_by_month, gold_policy_months] >> gold_monthly_kpis
    [gold_claims_analytics, gold_dim_provider, gold_fact_claims] >> gold_provider_performance
    [gold_dim_pet, gold_policy_performance, silver_as_of] >> gold_risk_score
    [gold_policy_performance] >> gold_pet_covers
    [gold_customer_360, gold_dim_pet, gold_pet_covers] >> gold_cross_sell
    [gold_fact_claims] >> ml_claim_features
    [ml_claim_features, silver_claims] >> ml_fraud_training
