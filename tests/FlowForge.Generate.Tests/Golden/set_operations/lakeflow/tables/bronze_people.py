# FlowForge 1.2.3 | plan set_operations | table bronze.people | steps 1-2 | sha256:6a467a5bc6d4d3e9
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.people"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="bronze_people")
def bronze_people():
    # Step 1, read
    rows = spark.read.format("parquet").load(spark.conf.get("source.people"))
    rows = rows.withColumns({
        "id": F.col("id").cast("int"),
        "city": F.col("city").cast("string"),
        "age": F.col("age").cast("int"),
        "income": F.col("income").cast("double"),
    })
    return rows
