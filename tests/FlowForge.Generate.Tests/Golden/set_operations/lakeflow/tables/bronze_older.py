# FlowForge 1.2.3 | plan set_operations | table bronze.older | steps 1-3 | sha256:6a467a5bc6d4d3e9
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.older"""
from pyspark import pipelines as dp


@dp.materialized_view(name="bronze_older")
def bronze_older():
    # Step 1, from
    rows = spark.read.table("bronze_people")

    # Step 2, filter
    rows = rows.where("age > 30")
    return rows
