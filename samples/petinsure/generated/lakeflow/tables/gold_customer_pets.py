# FlowForge 0.1.0 | plan petinsure | table gold.customer_pets | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.customer_pets: A customer's pets"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_customer_pets", comment="A customer's pets")
def gold_customer_pets():
    # Step 1, from
    rows = spark.read.table("gold_dim_pet")

    # Step 2, aggregate
    rows = rows.groupBy("customer_id").agg(
        F.expr("count(*)").alias("pets"),
        F.expr("array_join(sort_array(collect_set(species)), ', ')").alias("species"),
    )
    return rows
