# FlowForge 0.1.0 | plan petinsure | table silver.claims | steps 1-11 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.claims: A claim as of its last change, on a known policy"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def all_ascending(rows):
    """All columns that have an order. They decide between rows that are equal otherwise, so that the answer is always the same."""
    return [column(field.name).asc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


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
    "policy_known": "starts_on IS NOT NULL",
    "amount_positive": "coalesce(amount_claimed > 0, FALSE)",
    "amount_plausible": "coalesce(amount_claimed <= 2 * items_total, FALSE)",
    "treated_before_submitted": "coalesce(treated_on <= submitted_on, FALSE)",
    "submitted_before_change": "coalesce(submitted_at <= updated_at, FALSE)",
})
def silver_claims_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_claims")

    # Step 2, deduplicate: a claim is sent again when it is settled; the last word counts
    first = Window.partitionBy("claim_id").orderBy(F.col("updated_at").desc(), *all_ascending(rows))
    rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

    # Step 3, flatten
    rows = rows.select(
        "claim_id",
        "policy_id",
        "provider_id",
        "submitted_at",
        "treated_on",
        F.col("`diagnosis`.`code`").alias("diagnosis_code"),
        F.col("`diagnosis`.`text`").alias("diagnosis_text"),
        "items",
        "amount_claimed",
        "status",
        "amount_paid",
        "settlement_code",
        "is_fraud",
        "channel",
        "note",
        "updated_at",
        "photo_attached",
        "_source",
        "_run_id",
        "_ingested_at",
    )

    # Step 4, clean_text
    rows = rows.withColumns({
        "status": F.nullif(F.lower(F.trim(F.col("status"))), F.lit("")),
        "channel": F.nullif(F.lower(F.trim(F.col("channel"))), F.lit("")),
    })

    # Step 5, derive: days are those of the offices, not of UTC; nobody's address or number is needed to judge
    # a claim
    rows = rows.withColumns({
        "submitted_on": F.expr("to_date(submitted_at)"),
        "items_total": F.expr(
            "round(aggregate(transform(items, item -> CAST(item.amount AS DOUBLE)), 0D, (total, "
            "amount) -> total + amount), 2)"
        ),
        "note_named_person": F.expr("coalesce(note RLIKE '[^ ]+@[^ ,]+|[+]49 [0-9 ]{7,}', FALSE)"),
        "note": F.expr(
            "nullif(regexp_replace(regexp_replace(note, '[^ ]+@[^ ,]+', '<email>'), '[+]49 [0-9 "
            "]{7,}', '<phone>'), '')"
        ),
    })

    # Step 6, join
    other = spark.read.table("silver_policies")
    other = only_unique(other, [F.col("policy_id")], "of silver.policies")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select(
            "left.*",
            F.col("right.starts_on"),
            F.col("right.customer_id"),
            F.col("right.pet_id"),
            F.col("right.product"),
            F.col("right.species"),
        )
    )

    # Step 7, join
    other = spark.read.table("silver_providers")
    other = only_unique(other, [F.col("provider_id")], "of silver.providers")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.provider_id = right.provider_id"), "left")
        .select("left.*", F.col("right.practice_id"))
    )

    # Step 8, expect: each of these would falsify a sum; somebody has to look at the paper
    rows = rows.withColumn("_reason", F.concat_ws(
        ", ",
        F.when(~holds("starts_on IS NOT NULL"), "policy_known"),
        F.when(~holds("amount_claimed > 0"), "amount_positive"),
        F.when(~holds("amount_claimed <= 2 * items_total"), "amount_plausible"),
        F.when(~holds("treated_on <= submitted_on"), "treated_before_submitted"),
        F.when(~holds("submitted_at <= updated_at"), "submitted_before_change"),
    ))
    return rows


@dp.temporary_view
def silver_claims_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_claims_set_aside").where("_reason = ''").drop("_reason")

    # Step 9, derive: the money was paid whoever treated the animal
    rows = rows.withColumn("practice_id", F.expr("coalesce(practice_id, 'UNKNOWN')"))

    # Step 10, drop
    rows = rows.drop("_source", "_run_id", "_ingested_at")

    # Step 11, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null")))
    return rows


@dp.materialized_view(name="silver_claims", comment="A claim as of its last change, on a known policy")
@dp.expect_all_or_fail({
    "claim_id is never null": "claim_id IS NOT NULL",
    "policy_id is never null": "policy_id IS NOT NULL",
    "practice_id is never null": "practice_id IS NOT NULL",
    "amount_claimed is never null": "amount_claimed IS NOT NULL",
    "amount_is_positive": "coalesce(amount_claimed > 0, FALSE)",
})
def silver_claims():
    rows = spark.read.table("silver_claims_by_key").where("_reason = ''").drop("_reason")

    # Step 11, merge
    rows = only_unique(rows, [F.col("claim_id")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_claims_quarantine",
    comment="Rows that silver_claims sets aside, as JSON, with the step and the reason",
)
def silver_claims_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_claims_set_aside").where("_reason <> ''")),
        set_aside("11", spark.read.table("silver_claims_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
