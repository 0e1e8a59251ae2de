# FlowForge 0.1.0 | plan petinsure | table gold.policy_performance | steps 1-9 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.policy_performance: What a policy brought and cost, up to the day that is known"""
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
    name="gold_policy_performance",
    comment="What a policy brought and cost, up to the day that is known",
)
def gold_policy_performance():
    # Step 1, from
    rows = spark.read.table("gold_policy_months")

    # Step 2, aggregate
    rows = rows.groupBy("policy_id").agg(
        F.expr("sum(written_premium)").alias("written_premium"),
        F.expr("sum(earned_premium)").alias("earned_premium"),
    )

    # Step 3, join
    other = spark.read.table("gold_dim_policy")
    other = only_unique(other, [F.col("policy_id")], "of gold.dim_policy")
    rows = only_unique(rows, [F.col("policy_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select(
            "left.*",
            F.col("right.customer_id"),
            F.col("right.pet_id"),
            F.col("right.product"),
            F.col("right.species"),
            F.col("right.starts_on"),
            F.col("right.ends_on"),
            F.col("right.status"),
            F.col("right.premium"),
            F.col("right.covers"),
            F.col("right.overlaps_previous"),
        )
    )

    # Step 4, join
    other = spark.read.table("gold_policy_claims")
    other = only_unique(other, [F.col("policy_id")], "of gold.policy_claims")
    rows = only_unique(rows, [F.col("policy_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.policy_id = right.policy_id"), "left")
        .select(
            "left.*",
            F.col("right.claims"),
            F.col("right.open_claims"),
            F.col("right.claims_last_year"),
            F.col("right.amount_claimed"),
            F.col("right.amount_paid"),
            F.col("right.first_claim_days"),
            F.col("right.last_claim_on"),
        )
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
        "is_active": F.expr("status = 'active' AND as_of BETWEEN starts_on AND ends_on"),
        "claims": F.expr("coalesce(claims, 0L)"),
        "open_claims": F.expr("coalesce(open_claims, 0L)"),
        "claims_last_year": F.expr("coalesce(claims_last_year, 0L)"),
        "amount_claimed": F.expr("coalesce(amount_claimed, CAST(0 AS DECIMAL(22,2)))"),
        "amount_paid": F.expr("coalesce(amount_paid, CAST(0 AS DECIMAL(22,2)))"),
    })

    # Step 7, derive: what was paid for each euro that was earned
    rows = rows.withColumns({
        "loss_ratio": F.expr("round(try_divide(CAST(amount_paid AS DOUBLE), CAST(earned_premium AS DOUBLE)), 4)"),
    })

    # Step 8, drop
    rows = rows.drop("as_of")
    return rows
