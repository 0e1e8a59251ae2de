# FlowForge 0.1.0 | plan petinsure | table silver.policies | steps 1-12 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.policies: A policy of a known pet"""
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
@dp.expect_all({
    "pet_known": "species IS NOT NULL",
    "period_valid": "coalesce(ends_on >= starts_on, FALSE)",
    "status_known": "coalesce(status IN ('active', 'expired', 'cancelled'), FALSE)",
})
def silver_policies_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_policies")

    # Step 2, rename
    rows = rows.withColumnsRenamed({
        "_id": "policy_id",
        "_status": "status",
        "customer": "customer_id",
        "pet": "pet_id",
        "start": "starts_on",
        "end": "ends_on",
    })

    # Step 3, clean_text
    rows = rows.withColumn("status", F.nullif(F.lower(F.trim(F.col("status"))), F.lit("")))

    # Step 4, join
    other = spark.read.table("silver_pets")
    other = only_unique(other, [F.col("pet_id")], "of silver.pets")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.pet_id = right.pet_id"), "left")
        .select("left.*", F.col("right.species"))
    )

    # Step 5, expect: cover without a pet, without days or without a status cannot be billed; somebody has to
    # look
    rows = rows.withColumn("_reason", F.concat_ws(
        ", ",
        F.when(~holds("species IS NOT NULL"), "pet_known"),
        F.when(~holds("ends_on >= starts_on"), "period_valid"),
        F.when(~holds("status IN ('active', 'expired', 'cancelled')"), "status_known"),
    ))
    return rows


@dp.temporary_view
@dp.expect_all({"one_at_a_time": "coalesce(NOT overlaps_previous, FALSE)"})
def silver_policies_overlap_told():
    rows = spark.read.table("silver_policies_set_aside").where("_reason = ''").drop("_reason")

    # Step 6, impute: the policy was sold, so it has a price; the usual one of its product stands in until
    # billing answers
    group = F.array(F.col("product"), F.col("species"))
    present = rows.withColumn("__key", group)
    fit = (
        present.where(~F.col("premium").isNull())
        .groupBy("__key").agg(F.expr("percentile(CAST(premium AS DOUBLE), 0.5)").alias("v"))
        .select(F.lit("premium").alias("column"), F.lit("median").alias("name"), F.col("__key").alias("key"), F.col("v").cast("string").alias("value"))
    )
    rows = rows.withColumn("__key", group)
    rows = rows.join(fit.where(F.col("column") == "premium").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
    rows = rows.withColumns({
        "premium": F.coalesce(F.col("premium").cast("double"), F.col("__fit_0").cast("double")),
        "premium_was_missing": F.col("premium").isNull(),
    })
    rows = rows.drop("__key", "__fit_0")

    # Step 7, cast
    rows = rows.withColumn("premium", F.col("premium").cast("decimal(10,2)"))

    # Step 8, window
    rows = rows.withColumns({
        "covered_until": F.expr(
            "max(ends_on) OVER (PARTITION BY pet_id ORDER BY starts_on, policy_id ROWS BETWEEN "
            "UNBOUNDED PRECEDING AND 1 PRECEDING)"
        ),
    })

    # Step 9, derive: two policies of one pet at a time may be meant, and may be a mistake; it is told, and
    # counts as a risk
    rows = rows.withColumn("overlaps_previous", F.expr("coalesce(starts_on <= covered_until, FALSE)"))
    return rows


@dp.temporary_view
def silver_policies_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_policies_overlap_told")

    # Step 11, drop
    rows = rows.drop("coverage", "covered_until", "_source", "_run_id", "_ingested_at")

    # Step 12, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("policy_id").isNull(), "policy_id is null")))
    return rows


@dp.materialized_view(name="silver_policies", comment="A policy of a known pet")
@dp.expect_all_or_fail({
    "policy_id is never null": "policy_id IS NOT NULL",
    "pet_id is never null": "pet_id IS NOT NULL",
    "customer_id is never null": "customer_id IS NOT NULL",
    "ends_after_start": "coalesce(ends_on >= starts_on, FALSE)",
})
def silver_policies():
    rows = spark.read.table("silver_policies_by_key").where("_reason = ''").drop("_reason")

    # Step 12, merge
    rows = only_unique(rows, [F.col("policy_id")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_policies_quarantine",
    comment="Rows that silver_policies sets aside, as JSON, with the step and the reason",
)
def silver_policies_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_policies_set_aside").where("_reason <> ''")),
        set_aside("12", spark.read.table("silver_policies_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
