# FlowForge 0.1.0 | plan petinsure | table gold.policy_covers | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.policy_covers: A policy's covers"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_policy_covers", comment="A policy's covers")
def gold_policy_covers():
    # Step 1, from
    rows = spark.read.table("silver_coverages")

    # Step 2, aggregate
    rows = rows.groupBy("policy_id").agg(
        F.expr("sort_array(collect_set(cover))").alias("covers"),
        F.expr("sum(CAST(limit_eur AS BIGINT))").alias("cover_limit"),
    )
    return rows
