# FlowForge 0.1.0 | plan petinsure | sha256:7ef24f228eb13e5a
"""Customers, pets, policies, practices and claims of a pet insurer"""
import hashlib
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from prefect import flow, task
from prefect.futures import wait
from prefect.runtime import flow_run, task_run

TIMEOUT_SECONDS = 86400
NOTEBOOKS = "/Workspace/Shared/flowforge/petinsure/notebooks"
PARAMETERS = {"catalog": "main", "schema": "petinsure", "full_refresh": "false"}


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


@flow(name="petinsure")
def pipeline():
    """Starts each notebook when those that it reads have succeeded. What can be made is made; what failed is told at the end."""
    bronze_customers = notebook.submit("bronze_customers")
    bronze_pets = notebook.submit("bronze_pets")
    bronze_policies = notebook.submit("bronze_policies")
    bronze_providers = notebook.submit("bronze_providers")
    bronze_claims = notebook.submit("bronze_claims")
    silver_customer_history = notebook.submit("silver_customer_history", wait_for=[bronze_customers])
    silver_customers = notebook.submit("silver_customers", wait_for=[silver_customer_history])
    silver_pets = notebook.submit("silver_pets", wait_for=[bronze_pets, silver_customers])
    silver_policies = notebook.submit("silver_policies", wait_for=[bronze_policies, silver_pets])
    silver_coverages = notebook.submit("silver_coverages", wait_for=[bronze_policies, silver_policies])
    silver_providers = notebook.submit("silver_providers", wait_for=[bronze_providers])
    silver_claims = notebook.submit("silver_claims", wait_for=[bronze_claims, silver_policies, silver_providers])
    silver_claim_items = notebook.submit("silver_claim_items", wait_for=[silver_claims])
    silver_as_of = notebook.submit("silver_as_of", wait_for=[silver_claims])
    silver_unknown_practice = notebook.submit("silver_unknown_practice", wait_for=[silver_as_of])
    gold_dim_customer = notebook.submit("gold_dim_customer", wait_for=[silver_customers])
    gold_dim_pet = notebook.submit("gold_dim_pet", wait_for=[gold_dim_customer, silver_pets])
    gold_policy_covers = notebook.submit("gold_policy_covers", wait_for=[silver_coverages])
    gold_dim_policy = notebook.submit("gold_dim_policy", wait_for=[gold_dim_pet, gold_policy_covers, silver_policies])
    gold_dim_provider = notebook.submit("gold_dim_provider", wait_for=[silver_providers, silver_unknown_practice])
    gold_fact_claims = notebook.submit("gold_fact_claims", wait_for=[gold_dim_customer, gold_dim_policy, gold_dim_provider, silver_claims, silver_customer_history])
    gold_policy_months = notebook.submit("gold_policy_months", wait_for=[gold_dim_policy, silver_as_of])
    gold_policy_claims = notebook.submit("gold_policy_claims", wait_for=[gold_fact_claims, silver_as_of])
    gold_policy_performance = notebook.submit("gold_policy_performance", wait_for=[gold_dim_policy, gold_policy_claims, gold_policy_months, silver_as_of])
    gold_customer_pets = notebook.submit("gold_customer_pets", wait_for=[gold_dim_pet])
    gold_customer_360 = notebook.submit("gold_customer_360", wait_for=[gold_customer_pets, gold_dim_customer, gold_policy_performance, silver_as_of])
    gold_claims_analytics = notebook.submit("gold_claims_analytics", wait_for=[gold_fact_claims])
    gold_claims_by_month = notebook.submit("gold_claims_by_month", wait_for=[gold_fact_claims])
    gold_monthly_kpis = notebook.submit("gold_monthly_kpis", wait_for=[gold_claims_by_month, gold_policy_months])
    gold_provider_performance = notebook.submit("gold_provider_performance", wait_for=[gold_claims_analytics, gold_dim_provider, gold_fact_claims])
    gold_risk_score = notebook.submit("gold_risk_score", wait_for=[gold_dim_pet, gold_policy_performance, silver_as_of])
    gold_pet_covers = notebook.submit("gold_pet_covers", wait_for=[gold_policy_performance])
    gold_cross_sell = notebook.submit("gold_cross_sell", wait_for=[gold_customer_360, gold_dim_pet, gold_pet_covers])
    ml_claim_features = notebook.submit("ml_claim_features", wait_for=[gold_fact_claims])
    ml_fraud_training = notebook.submit("ml_fraud_training", wait_for=[ml_claim_features, silver_claims])
    runs = [
        bronze_customers,
        bronze_pets,
        bronze_policies,
        bronze_providers,
        bronze_claims,
        silver_customer_history,
        silver_customers,
        silver_pets,
        silver_policies,
        silver_coverages,
        silver_providers,
        silver_claims,
        silver_claim_items,
        silver_as_of,
        silver_unknown_practice,
        gold_dim_customer,
        gold_dim_pet,
        gold_policy_covers,
        gold_dim_policy,
        gold_dim_provider,
        gold_fact_claims,
        gold_policy_months,
        gold_policy_claims,
        gold_policy_performance,
        gold_customer_pets,
        gold_customer_360,
        gold_claims_analytics,
        gold_claims_by_month,
        gold_monthly_kpis,
        gold_provider_performance,
        gold_risk_score,
        gold_pet_covers,
        gold_cross_sell,
        ml_claim_features,
        ml_fraud_training,
    ]
    wait(runs)
    for run in runs:
        run.result()


if __name__ == "__main__":
    pipeline.serve(name="petinsure", limit=1)
