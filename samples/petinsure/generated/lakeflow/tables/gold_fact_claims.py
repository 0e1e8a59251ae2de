# FlowForge 0.1.0 | plan petinsure | table gold.fact_claims | steps 1-9 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.fact_claims: A claim"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def all_descending(rows):
    """All columns that have an order, the greatest first. They decide between rows of one time."""
    return [column(field.name).desc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


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
def gold_fact_claims_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("silver_claims")

    # Step 2, join
    other = spark.read.table("gold_dim_policy")
    other = only_unique(other, [F.col("policy_id")], "of gold.dim_policy")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select("left.*", F.col("right.policy_key"), F.col("right.pet_key"), F.col("right.customer_key"))
    )

    # Step 3, join
    other = spark.read.table("gold_dim_provider")
    other = only_unique(other, [F.col("practice_id")], "of gold.dim_provider")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.practice_id = right.practice_id"), "left")
        .select("left.*", F.col("right.provider_key"))
    )

    # Step 4, point_in_time_join: a claim belongs to where the customer lived then, not to where they have
    # moved since
    other = spark.read.table("silver_customer_history")
    probes = rows.select(F.col("customer_id").alias("__key_0"), F.expr("submitted_at").alias("__at")).distinct()
    latest = Window.partitionBy("__key_0", "__at").orderBy(F.col("valid_from").desc(), *all_descending(other))
    found = (
        other.join(probes, F.expr("customer_id = __key_0 AND valid_from < __at"))
        .withColumn("__place", F.row_number().over(latest))
        .where("__place = 1")
        .select("__key_0", "__at", F.col("postcode").alias("home_postcode"), F.col("country").alias("home_country"))
    )
    rows = rows.withColumns({"__key_0": F.col("customer_id"), "__at": F.expr("submitted_at")})
    rows = rows.join(found, ["__key_0", "__at"], "left")
    rows = rows.drop("__key_0", "__at")

    # Step 5, join
    other = spark.read.table("gold_dim_customer")
    other = only_unique(other, [F.col("customer_id")], "of gold.dim_customer")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
        .select("left.*", F.col("right.postcode"), F.col("right.country"))
    )

    # Step 6, derive: before the first change that was sent, the oldest address known is the best there is
    rows = rows.withColumns({
        "home_postcode": F.expr("coalesce(home_postcode, postcode)"),
        "home_country": F.expr("coalesce(home_country, country)"),
    })

    # Step 7, derive
    rows = rows.withColumns({
        "is_open": F.expr("status = 'open'"),
        "is_rejected": F.expr("status = 'rejected'"),
        "amount_paid": F.expr("coalesce(amount_paid, CAST(0 AS DECIMAL(12,2)))"),
        "settlement_days": F.expr("CASE WHEN status <> 'open' THEN datediff(to_date(updated_at), submitted_on) END"),
        "days_since_start": F.expr("datediff(treated_on, starts_on)"),
        "month": F.expr("trunc(submitted_on, 'MM')"),
    })

    # Step 8, select
    rows = rows.select(
        "claim_id",
        "policy_id",
        "practice_id",
        "customer_id",
        "pet_id",
        "policy_key",
        "pet_key",
        "customer_key",
        "provider_key",
        "species",
        "product",
        "diagnosis_code",
        "diagnosis_text",
        "channel",
        "home_postcode",
        "home_country",
        "treated_on",
        "submitted_at",
        "submitted_on",
        "month",
        "updated_at",
        "status",
        "is_open",
        "is_rejected",
        "is_fraud",
        "amount_claimed",
        "amount_paid",
        "settlement_days",
        "days_since_start",
    )

    # Step 9, merge: a claim that is set aside later leaves the figures
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null")))
    return rows


@dp.materialized_view(name="gold_fact_claims", comment="A claim")
@dp.expect_all_or_fail({
    "claim_id is never null": "claim_id IS NOT NULL",
    "policy_key is never null": "policy_key IS NOT NULL",
    "pet_key is never null": "pet_key IS NOT NULL",
    "customer_key is never null": "customer_key IS NOT NULL",
    "provider_key is never null": "provider_key IS NOT NULL",
    "amount_is_positive": "coalesce(amount_claimed > 0, FALSE)",
})
def gold_fact_claims():
    rows = spark.read.table("gold_fact_claims_by_key").where("_reason = ''").drop("_reason")

    # Step 9, merge: a claim that is set aside later leaves the figures
    rows = only_unique(rows, [F.col("claim_id")], "of the source")
    return rows


@dp.materialized_view(
    name="gold_fact_claims_quarantine",
    comment="Rows that gold_fact_claims sets aside, as JSON, with the step and the reason",
)
def gold_fact_claims_quarantine():
    return set_aside("9", spark.read.table("gold_fact_claims_by_key").where("_reason <> ''"))
