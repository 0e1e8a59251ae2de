# FlowForge 1.2.3 | plan streams | table gold.by_city | steps 1-4 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.by_city: Visits by city"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_by_city", comment="Visits by city")
@dp.expect_all_or_fail({"some": "coalesce(n > 0, FALSE)"})
def gold_by_city():
    # Step 1, from
    rows = spark.read.table("silver_visits")

    # Step 2, aggregate
    rows = rows.groupBy("city").agg(F.expr("count(*)").alias("n"), F.expr("sum(amount)").alias("total"))
    return rows
