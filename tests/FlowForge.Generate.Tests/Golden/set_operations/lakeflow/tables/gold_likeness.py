# FlowForge 1.2.3 | plan set_operations | table gold.likeness | steps 1-3 | sha256:6a467a5bc6d4d3e9
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.likeness"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="gold_likeness")
def gold_likeness():
    # Step 1, from
    rows = spark.read.table("bronze_people")

    # Step 2, aggregate
    rows = rows.groupBy("city").agg(
        F.expr("try_divide(regr_sxy(age, income), sqrt(regr_sxx(age, income) * regr_syy(age, income)))").alias("c"),
        F.expr(
            "round(try_divide(regr_sxy(age, income) FILTER (WHERE id > 1), sqrt(regr_sxx(age, income) "
            "FILTER (WHERE id > 1) * regr_syy(age, income) FILTER (WHERE id > 1))), 2)"
        ).alias("near"),
    )
    return rows
