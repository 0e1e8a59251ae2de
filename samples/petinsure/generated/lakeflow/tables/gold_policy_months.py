# FlowForge 0.1.0 | plan petinsure | table gold.policy_months | steps 1-9 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.policy_months: A month of a policy's cover, up to the day that is known"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(
    name="gold_policy_months",
    comment="A month of a policy's cover, up to the day that is known",
)
def gold_policy_months():
    # Step 1, from
    rows = spark.read.table("gold_dim_policy")

    # Step 2, join
    other = spark.read.table("silver_as_of")
    rows = (
        rows.alias("left")
        .crossJoin(other.alias("right"))
        .select("left.*", F.col("right.as_of"))
    )

    # Step 3, filter
    rows = rows.where("starts_on <= as_of")

    # Step 4, derive
    rows = rows.withColumns({
        "months": F.expr("sequence(trunc(starts_on, 'MM'), trunc(least(ends_on, as_of), 'MM'), INTERVAL '1' MONTH)"),
    })

    # Step 5, explode
    rows = rows.select(
        "policy_key",
        "policy_id",
        "status",
        "customer_id",
        "pet_id",
        "product",
        "starts_on",
        "ends_on",
        "deductible",
        "premium",
        "cancel_reason",
        "species",
        "premium_was_missing",
        "overlaps_previous",
        "pet_key",
        "customer_key",
        "covers",
        "cover_limit",
        "year_days",
        "as_of",
        F.explode("months").alias("month"),
    )

    # Step 6, derive
    rows = rows.withColumns({
        "insured_days": F.expr("datediff(least(ends_on, as_of, last_day(`month`)), greatest(starts_on, `month`)) + 1"),
    })

    # Step 7, derive: a premium is written when cover begins, and earned day by day
    rows = rows.withColumns({
        "earned_premium": F.expr("CAST(premium * insured_days / year_days AS DECIMAL(18,4))"),
        "written_premium": F.expr("CASE WHEN `month` = trunc(starts_on, 'MM') THEN premium ELSE CAST(0 AS DECIMAL(10,2)) END"),
    })

    # Step 8, select
    rows = rows.select(
        "policy_id",
        "customer_id",
        "pet_id",
        "product",
        "species",
        "month",
        "insured_days",
        "written_premium",
        "earned_premium",
    )
    return rows
