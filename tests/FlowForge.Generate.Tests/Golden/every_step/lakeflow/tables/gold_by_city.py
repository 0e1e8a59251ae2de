# FlowForge 1.2.3 | plan every_step | table gold.by_city | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.by_city"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_by_city")
def gold_by_city():
    # Step 1, from
    rows = spark.read.table("silver_events")

    # Step 2, aggregate
    rows = rows.rollup("customer_city", "kind").agg(
        F.expr("count(*)").alias("n"),
        F.expr("sum(amount)").alias("total"),
        F.expr("count(DISTINCT customer_id)").alias("customers"),
    )
    rows = rows.where("n > 1")
    return rows
