# FlowForge 0.1.0 | plan petinsure | table silver.customers | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.customers: A customer as of the last change"""
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
def silver_customers_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("silver_customer_history")
    rows = rows.where("is_current")

    # Step 2, drop
    rows = rows.drop("updated_at", "valid_to", "is_current", "_source", "_run_id", "_ingested_at")

    # Step 3, rename
    rows = rows.withColumnsRenamed({"valid_from": "changed_at"})

    # Step 4, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("customer_id").isNull(), "customer_id is null")))
    return rows


@dp.materialized_view(name="silver_customers", comment="A customer as of the last change")
@dp.expect_all_or_fail({"customer_id is never null": "customer_id IS NOT NULL"})
def silver_customers():
    rows = spark.read.table("silver_customers_by_key").where("_reason = ''").drop("_reason")

    # Step 4, merge
    rows = only_unique(rows, [F.col("customer_id")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_customers_quarantine",
    comment="Rows that silver_customers sets aside, as JSON, with the step and the reason",
)
def silver_customers_quarantine():
    return set_aside("4", spark.read.table("silver_customers_by_key").where("_reason <> ''"))
