# FlowForge 0.1.0 | plan petinsure | table gold.pet_covers | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.pet_covers: The covers that an insured pet has today"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_pet_covers", comment="The covers that an insured pet has today")
def gold_pet_covers():
    # Step 1, from
    rows = spark.read.table("gold_policy_performance")
    rows = rows.where("is_active")

    # Step 2, aggregate
    rows = rows.groupBy("pet_id").agg(F.expr("array_distinct(flatten(collect_list(covers)))").alias("covers"))
    return rows
