# FlowForge 0.1.0 | plan petinsure | table gold.dim_pet | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.dim_pet: A pet"""
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


@dp.materialized_view(name="gold_dim_pet", comment="A pet")
@dp.expect_all_or_fail({"pet_key is never null": "pet_key IS NOT NULL", "pet_id is never null": "pet_id IS NOT NULL"})
def gold_dim_pet():
    # Step 1, from
    rows = spark.read.table("silver_pets")

    # Step 2, join
    other = spark.read.table("gold_dim_customer")
    other = only_unique(other, [F.col("customer_id")], "of gold.dim_customer")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
        .select("left.*", F.col("right.customer_key"))
    )

    # Step 3, surrogate_key
    rows = rows.select(F.xxhash64("pet_id").alias("pet_key"), "*")

    # Step 4, merge
    rows = only_unique(rows, [F.col("pet_id")], "of the source")
    return rows
