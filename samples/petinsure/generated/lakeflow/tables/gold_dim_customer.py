# FlowForge 0.1.0 | plan petinsure | table gold.dim_customer | steps 1-5 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.dim_customer: A customer"""
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


@dp.materialized_view(name="gold_dim_customer", comment="A customer")
@dp.expect_all_or_fail({
    "customer_key is never null": "customer_key IS NOT NULL",
    "customer_id is never null": "customer_id IS NOT NULL",
})
def gold_dim_customer():
    # Step 1, from
    rows = spark.read.table("silver_customers")

    # Step 2, mask: who counts customers need not be able to write to them
    rows = rows.withColumn("email", F.sha2(F.col("email").cast("string"), 256))

    # Step 3, drop
    rows = rows.drop("phone")

    # Step 4, surrogate_key
    rows = rows.select(F.xxhash64("customer_id").alias("customer_key"), "*")

    # Step 5, merge
    rows = only_unique(rows, [F.col("customer_id")], "of the source")
    return rows
