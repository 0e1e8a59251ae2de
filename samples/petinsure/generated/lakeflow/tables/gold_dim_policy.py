# FlowForge 0.1.0 | plan petinsure | table gold.dim_policy | steps 1-6 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.dim_policy: A policy"""
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
def gold_dim_policy_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("silver_policies")

    # Step 2, join
    other = spark.read.table("gold_dim_pet")
    other = only_unique(other, [F.col("pet_id")], "of gold.dim_pet")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.pet_id = right.pet_id"), "left")
        .select("left.*", F.col("right.pet_key"), F.col("right.customer_key"))
    )

    # Step 3, join
    other = spark.read.table("gold_policy_covers")
    other = only_unique(other, [F.col("policy_id")], "of gold.policy_covers")
    rows = only_unique(rows, [F.col("policy_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select("left.*", F.col("right.covers"), F.col("right.cover_limit"))
    )

    # Step 4, derive: premiums are for a year, also when the policy is cancelled before
    rows = rows.withColumn("year_days", F.expr("datediff(add_months(starts_on, 12), starts_on)"))

    # Step 5, surrogate_key
    rows = rows.select(F.xxhash64("policy_id").alias("policy_key"), "*")

    # Step 6, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("policy_id").isNull(), "policy_id is null")))
    return rows


@dp.materialized_view(name="gold_dim_policy", comment="A policy")
@dp.expect_all_or_fail({"policy_key is never null": "policy_key IS NOT NULL", "policy_id is never null": "policy_id IS NOT NULL"})
def gold_dim_policy():
    rows = spark.read.table("gold_dim_policy_by_key").where("_reason = ''").drop("_reason")

    # Step 6, merge
    rows = only_unique(rows, [F.col("policy_id")], "of the source")
    return rows


@dp.materialized_view(
    name="gold_dim_policy_quarantine",
    comment="Rows that gold_dim_policy sets aside, as JSON, with the step and the reason",
)
def gold_dim_policy_quarantine():
    return set_aside("6", spark.read.table("gold_dim_policy_by_key").where("_reason <> ''"))
