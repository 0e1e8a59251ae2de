# FlowForge 1.2.3 | plan every_step | table gold.long | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.long"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_long")
def gold_long():
    # Step 1, from
    rows = spark.read.table("gold_by_city")

    # Step 2, unpivot
    rows = rows.unpivot(["customer_city"], ["n", "customers"], "measure", "value")
    rows = rows.where(F.col("value").isNotNull())
    return rows
