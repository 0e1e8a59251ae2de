# FlowForge 0.1.0 | plan petinsure | table silver.claim_items | steps 1-5 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.claim_items: A line of a claim's invoice"""
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
def silver_claim_items_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("silver_claims")

    # Step 2, select
    rows = rows.select("claim_id", "items")

    # Step 3, explode
    rows = rows.select("claim_id", F.explode("items").alias("item"))

    # Step 4, flatten
    rows = rows.select(
        "claim_id",
        F.col("`item`.`line`").alias("item_line"),
        F.col("`item`.`amount`").alias("item_amount"),
    )

    # Step 5, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null"), F.when(F.col("item_line").isNull(), "item_line is null")))
    return rows


@dp.materialized_view(name="silver_claim_items", comment="A line of a claim's invoice")
def silver_claim_items():
    rows = spark.read.table("silver_claim_items_by_key").where("_reason = ''").drop("_reason")

    # Step 5, merge
    rows = only_unique(rows, [F.col("claim_id"), F.col("item_line")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_claim_items_quarantine",
    comment="Rows that silver_claim_items sets aside, as JSON, with the step and the reason",
)
def silver_claim_items_quarantine():
    return set_aside("5", spark.read.table("silver_claim_items_by_key").where("_reason <> ''"))
