# FlowForge 0.1.0 | plan petinsure | table gold.policy_claims | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.policy_claims: A policy's claims; policies without any are not here"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(
    name="gold_policy_claims",
    comment="A policy's claims; policies without any are not here",
)
def gold_policy_claims():
    # Step 1, from
    rows = spark.read.table("gold_fact_claims")

    # Step 2, join
    other = spark.read.table("silver_as_of")
    rows = (
        rows.alias("left")
        .crossJoin(other.alias("right"))
        .select("left.*", F.col("right.as_of"))
    )

    # Step 3, aggregate
    rows = rows.groupBy("policy_id").agg(
        F.expr("count(*)").alias("claims"),
        F.expr("count_if(is_open)").alias("open_claims"),
        F.expr("count_if(submitted_on > date_sub(as_of, 365))").alias("claims_last_year"),
        F.expr("sum(amount_claimed)").alias("amount_claimed"),
        F.expr("sum(amount_paid)").alias("amount_paid"),
        F.expr("min(days_since_start)").alias("first_claim_days"),
        F.expr("max(submitted_on)").alias("last_claim_on"),
    )
    return rows
