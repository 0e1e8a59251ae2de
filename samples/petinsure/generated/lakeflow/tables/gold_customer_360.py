# FlowForge 0.1.0 | plan petinsure | table gold.customer_360 | steps 1-8 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.customer_360: All that is known of a customer"""
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


@dp.materialized_view(name="gold_customer_360", comment="All that is known of a customer")
@dp.expect_all_or_fail({"customer_id is never null": "customer_id IS NOT NULL"})
def gold_customer_360():
    # Step 1, from
    rows = spark.read.table("gold_policy_performance")

    # Step 2, aggregate
    rows = rows.groupBy("customer_id").agg(
        F.expr("count(*)").alias("policies"),
        F.expr("count_if(is_active)").alias("active_policies"),
        F.expr("sum(CASE WHEN is_active THEN premium END)").alias("active_premium"),
        F.expr("sum(earned_premium)").alias("earned_premium"),
        F.expr("sum(claims)").alias("claims"),
        F.expr("sum(open_claims)").alias("open_claims"),
        F.expr("sum(amount_claimed)").alias("amount_claimed"),
        F.expr("sum(amount_paid)").alias("amount_paid"),
        F.expr("min(starts_on)").alias("first_policy_on"),
        F.expr("max(last_claim_on)").alias("last_claim_on"),
    )

    # Step 3, join: customers without a policy are customers
    other = spark.read.table("gold_dim_customer")
    other = only_unique(other, [F.col("customer_id")], "of gold.dim_customer")
    rows = only_unique(rows, [F.col("customer_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "right")
        .select(
            F.coalesce(F.col("left.customer_id"), F.col("right.customer_id")).alias("customer_id"),
            F.col("left.policies"),
            F.col("left.active_policies"),
            F.col("left.active_premium"),
            F.col("left.earned_premium"),
            F.col("left.claims"),
            F.col("left.open_claims"),
            F.col("left.amount_claimed"),
            F.col("left.amount_paid"),
            F.col("left.first_policy_on"),
            F.col("left.last_claim_on"),
            F.col("right.customer_key"),
            F.col("right.first_name"),
            F.col("right.last_name"),
            F.col("right.email"),
            F.col("right.birth_date"),
            F.col("right.postcode"),
            F.col("right.city"),
            F.col("right.country"),
            F.col("right.income"),
            F.col("right.segment"),
            F.col("right.marketing_consent"),
            F.col("right.joined_on"),
            F.col("right.income_was_in_cents"),
            F.col("right.income_was_missing"),
            F.col("right.changed_at"),
        )
    )

    # Step 4, join
    other = spark.read.table("gold_customer_pets")
    other = only_unique(other, [F.col("customer_id")], "of gold.customer_pets")
    rows = only_unique(rows, [F.col("customer_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
        .select("left.*", F.col("right.pets"), F.col("right.species"))
    )

    # Step 5, join
    other = spark.read.table("silver_as_of")
    rows = (
        rows.alias("left")
        .crossJoin(other.alias("right"))
        .select("left.*", F.col("right.as_of"))
    )

    # Step 6, derive
    rows = rows.withColumns({
        "pets": F.expr("coalesce(pets, 0L)"),
        "policies": F.expr("coalesce(policies, 0L)"),
        "active_policies": F.expr("coalesce(active_policies, 0L)"),
        "claims": F.expr("coalesce(claims, 0L)"),
        "open_claims": F.expr("coalesce(open_claims, 0L)"),
        "age_years": F.expr("CAST(floor(months_between(as_of, birth_date) / 12) AS INT)"),
        "tenure_days": F.expr("datediff(as_of, joined_on)"),
        "loss_ratio": F.expr("round(try_divide(CAST(amount_paid AS DOUBLE), CAST(earned_premium AS DOUBLE)), 4)"),
    })

    # Step 7, derive
    rows = rows.withColumns({
        "standing": F.expr("CASE WHEN active_policies > 0 THEN 'insured' WHEN policies > 0 THEN 'left' ELSE 'never insured' END"),
    })
    return rows
