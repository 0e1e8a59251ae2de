# FlowForge 0.1.0 | plan petinsure | table gold.claims_by_month | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.claims_by_month: The claims that were submitted in a month"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_claims_by_month", comment="The claims that were submitted in a month")
def gold_claims_by_month():
    # Step 1, from
    rows = spark.read.table("gold_fact_claims")

    # Step 2, aggregate
    rows = rows.groupBy("month").agg(
        F.expr("count(*)").alias("claims"),
        F.expr("count_if(is_open)").alias("open_claims"),
        F.expr("sum(amount_claimed)").alias("amount_claimed"),
        F.expr("sum(amount_paid)").alias("amount_paid"),
        F.expr("round(avg(settlement_days), 1)").alias("settlement_days"),
    )
    return rows
