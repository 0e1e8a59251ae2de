# FlowForge 0.1.0 | plan petinsure | table silver.as_of | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.as_of: One row, the day up to which claims are known. What depends on today depends on this day, so that the same files always give the same figures"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(
    name="silver_as_of",
    comment="One row, the day up to which claims are known. What depends on today depends on this day, so that the same files always give the same figures",
)
def silver_as_of():
    # Step 1, from
    rows = spark.read.table("silver_claims")

    # Step 2, aggregate
    rows = rows.agg(F.expr("to_date(max(updated_at))").alias("as_of"))
    return rows
