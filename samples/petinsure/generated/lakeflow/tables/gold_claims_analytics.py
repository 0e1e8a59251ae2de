# FlowForge 0.1.0 | plan petinsure | table gold.claims_analytics | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.claims_analytics: What an illness costs, by species"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_claims_analytics", comment="What an illness costs, by species")
def gold_claims_analytics():
    # Step 1, from
    rows = spark.read.table("gold_fact_claims")

    # Step 2, aggregate
    rows = rows.groupBy("species", "diagnosis_code", "diagnosis_text").agg(
        F.expr("count(*)").alias("claims"),
        F.expr("count(DISTINCT customer_id)").alias("customers"),
        F.expr("sum(amount_claimed)").alias("amount_claimed"),
        F.expr("sum(amount_paid)").alias("amount_paid"),
        F.expr("round(median(amount_claimed), 2)").alias("usual_amount"),
        F.expr("round(percentile(amount_claimed, 0.9BD), 2)").alias("high_amount"),
        F.expr("round(avg(CASE WHEN is_open THEN NULL WHEN is_rejected THEN 1D ELSE 0D END), 4)").alias("rejected_share"),
        F.expr("round(avg(CASE WHEN is_fraud THEN 1D WHEN NOT is_fraud THEN 0D END), 4)").alias("fraud_share"),
        F.expr("round(avg(settlement_days), 1)").alias("settlement_days"),
    )
    return rows
