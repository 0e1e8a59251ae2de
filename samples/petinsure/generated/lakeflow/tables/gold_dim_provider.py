# FlowForge 0.1.0 | plan petinsure | table gold.dim_provider | steps 1-5 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.dim_provider: A practice, once"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def only_unique(rows, keys, whose, nulls_match=False):
    """The rows as they are; the update stops at a key that is there twice. A key with a null may be there often, unless nulls match."""
    counted = rows.withColumn("__times", F.count("*").over(Window.partitionBy(*keys)))
    is_twin = F.col("__times") > 1
    if not nulls_match:
        is_twin = reduce(lambda twin, key: twin & key.isNotNull(), keys, is_twin)
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    said = F.concat(F.lit("The key ("), key, F.lit(f") {whose} is there "), F.col("__times").cast("string"), F.lit(" times."))
    return stop_where(counted, is_twin, said).drop("__times")


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


def stop_where(rows, condition, message):
    """The rows as they are; the update stops at one for which the condition is true."""
    return rows.where(F.when(condition, F.raise_error(message)).isNull())


@dp.temporary_view
def gold_dim_provider_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("silver_providers")
    rows = rows.where("provider_id = practice_id")

    # Step 2, drop
    rows = rows.drop("provider_id")

    # Step 3, union: claims of no known practice have a row to point at
    rows = rows.unionByName(spark.read.table("silver_unknown_practice"), allowMissingColumns=True)

    # Step 4, surrogate_key
    rows = rows.select(F.xxhash64("practice_id").alias("provider_key"), "*")

    # Step 5, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("practice_id").isNull(), "practice_id is null")))
    return rows


@dp.materialized_view(name="gold_dim_provider", comment="A practice, once")
@dp.expect_all_or_fail({
    "provider_key is never null": "provider_key IS NOT NULL",
    "practice_id is never null": "practice_id IS NOT NULL",
})
def gold_dim_provider():
    rows = spark.read.table("gold_dim_provider_by_key").where("_reason = ''").drop("_reason")

    # Step 5, merge
    rows = only_unique(rows, [F.col("practice_id")], "of the source")
    return rows


@dp.materialized_view(
    name="gold_dim_provider_quarantine",
    comment="Rows that gold_dim_provider sets aside, as JSON, with the step and the reason",
)
def gold_dim_provider_quarantine():
    return set_aside("5", spark.read.table("gold_dim_provider_by_key").where("_reason <> ''"))
