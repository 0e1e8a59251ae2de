# FlowForge 0.1.0 | plan petinsure | table gold.cross_sell | steps 1-10 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.cross_sell: A cover that an insured pet lacks, for customers who want to hear of offers"""
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


@dp.materialized_view(
    name="gold_cross_sell",
    comment="A cover that an insured pet lacks, for customers who want to hear of offers",
)
def gold_cross_sell():
    # Step 1, from
    rows = spark.read.table("gold_pet_covers")

    # Step 2, join
    other = spark.read.table("gold_dim_pet")
    other = only_unique(other, [F.col("pet_id")], "of gold.dim_pet")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.pet_id = right.pet_id"), "left")
        .select("left.*", F.col("right.customer_id"), F.col("right.name"), F.col("right.species"))
    )

    # Step 3, join
    other = spark.read.table("gold_customer_360")
    other = only_unique(other, [F.col("customer_id")], "of gold.customer_360")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
        .select("left.*", F.col("right.marketing_consent"), F.col("right.active_premium"), F.col("right.loss_ratio"))
    )

    # Step 4, filter: the others did not ask for it
    rows = rows.where("marketing_consent")

    # Step 5, derive
    rows = rows.withColumns({
        "missing": F.expr("array_except(array('DENTAL', 'TREATMENT', 'LIABILITY', 'TRAVEL'), covers)"),
    })

    # Step 6, explode
    rows = rows.select(
        "pet_id",
        "covers",
        "customer_id",
        "name",
        "species",
        "marketing_consent",
        "active_premium",
        "loss_ratio",
        F.explode("missing").alias("cover"),
    )

    # Step 7, filter: cats and rabbits bite nobody who sues
    rows = rows.where("cover <> 'LIABILITY' OR species = 'dog'")

    # Step 8, window
    rows = rows.withColumn("offer", F.expr("row_number() OVER (PARTITION BY customer_id ORDER BY cover, pet_id)"))

    # Step 9, select
    rows = rows.select(
        "customer_id",
        "pet_id",
        "name",
        "species",
        "cover",
        "offer",
        "active_premium",
        "loss_ratio",
    )
    return rows
