# FlowForge 1.2.3 | plan streams | table bronze.visits | steps 1-2 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.visits"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="bronze_visits")
def bronze_visits():
    # Step 1, read
    rows = spark.read.format("parquet").load(spark.conf.get("source.visits"))
    rows = rows.withColumns({
        "visit_id": F.col("visit_id").cast("bigint"),
        "shop_id": F.col("shop_id").cast("int"),
        "day": F.col("day").cast("date"),
        "amount": F.col("amount").cast("double"),
    })
    return rows
