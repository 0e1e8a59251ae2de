# FlowForge 1.2.3 | plan streams | table gold.city_ranks | steps 1-3 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.city_ranks"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F


def only_unique(rows, keys, whose, nulls_match=False):
    """The rows as they are; the update stops at a key that is there twice. A key with a null may be there often, unless nulls match."""
    counted = rows.withColumn("__times", F.count("*").over(Window.partitionBy(*keys)))
    is_twin = F.col("__times") > 1
    if not nulls_match:
        is_twin = reduce(lambda twin, key: twin & key.isNotNull(), keys, is_twin)
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    said = F.concat(F.lit("The key ("), key, F.lit(f") {whose} is there "), F.col("__times").cast("string"), F.lit(" times."))
    return stop_where(counted, is_twin, said).drop("__times")


def stop_where(rows, condition, message):
    """The rows as they are; the update stops at one for which the condition is true."""
    return rows.where(F.when(condition, F.raise_error(message)).isNull())


@dp.materialized_view(name="gold_city_ranks")
@dp.expect_all_or_fail({"city is never null": "city IS NOT NULL"})
def gold_city_ranks():
    # Step 1, from
    rows = spark.read.table("gold_by_city")

    # Step 2, ordinal
    rows = rows.withColumns({
        "city_ordinal": F.when(F.col("city") == F.lit("Linz"), 1).when(F.col("city") == F.lit("Wien"), 2),
    })
    rows = stop_where(rows, F.col("city").isNotNull() & F.col("city_ordinal").isNull(), F.concat(F.lit("city has a value that is not in the order: "), F.col("city").cast("string")))

    # Step 3, feature_table
    rows = only_unique(rows, [F.col("city")], "of the features")
    return rows
