# FlowForge 0.1.0 | plan petinsure | table silver.coverages | steps 1-9 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.coverages: A cover of a policy"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))


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
@dp.expect_all({"policy_known": "starts_on IS NOT NULL"})
def silver_coverages_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_policies")

    # Step 2, select
    rows = rows.select("_id", "coverage")

    # Step 3, explode
    rows = rows.select("_id", F.explode("coverage").alias("coverage"))

    # Step 4, flatten
    rows = rows.select(
        "_id",
        F.col("`coverage`.`_code`").alias("coverage__code"),
        F.col("`coverage`.`_limit`").alias("coverage__limit"),
    )

    # Step 5, rename
    rows = rows.withColumnsRenamed({
        "_id": "policy_id",
        "coverage__code": "cover",
        "coverage__limit": "limit_eur",
    })

    # Step 6, join
    other = spark.read.table("silver_policies")
    other = only_unique(other, [F.col("policy_id")], "of silver.policies")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select("left.*", F.col("right.starts_on"))
    )

    # Step 7, expect: covers of policies that were set aside wait with them
    rows = rows.withColumn("_reason", F.concat_ws(", ", F.when(~holds("starts_on IS NOT NULL"), "policy_known")))
    return rows


@dp.temporary_view
def silver_coverages_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_coverages_set_aside").where("_reason = ''").drop("_reason")

    # Step 8, select
    rows = rows.select("policy_id", "cover", "limit_eur")

    # Step 9, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("policy_id").isNull(), "policy_id is null"), F.when(F.col("cover").isNull(), "cover is null")))
    return rows


@dp.materialized_view(name="silver_coverages", comment="A cover of a policy")
@dp.expect_all_or_fail({"policy_id is never null": "policy_id IS NOT NULL", "cover is never null": "cover IS NOT NULL"})
def silver_coverages():
    rows = spark.read.table("silver_coverages_by_key").where("_reason = ''").drop("_reason")

    # Step 9, merge
    rows = only_unique(rows, [F.col("policy_id"), F.col("cover")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_coverages_quarantine",
    comment="Rows that silver_coverages sets aside, as JSON, with the step and the reason",
)
def silver_coverages_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_coverages_set_aside").where("_reason <> ''")),
        set_aside("9", spark.read.table("silver_coverages_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
