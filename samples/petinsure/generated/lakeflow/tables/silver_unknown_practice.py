# FlowForge 0.1.0 | plan petinsure | table silver.unknown_practice | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.unknown_practice: One row, the practice of claims whose practice nobody knows"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(
    name="silver_unknown_practice",
    comment="One row, the practice of claims whose practice nobody knows",
)
def silver_unknown_practice():
    # Step 1, from
    rows = spark.read.table("silver_as_of")

    # Step 2, derive
    rows = rows.withColumns({"practice_id": F.expr("'UNKNOWN'"), "name": F.expr("'Unknown practice'")})

    # Step 3, select
    rows = rows.select("practice_id", "name")
    return rows
