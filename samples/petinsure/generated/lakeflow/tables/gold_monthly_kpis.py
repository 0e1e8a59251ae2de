# FlowForge 0.1.0 | plan petinsure | table gold.monthly_kpis | steps 1-5 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.monthly_kpis: A month of the business"""
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


@dp.materialized_view(name="gold_monthly_kpis", comment="A month of the business")
def gold_monthly_kpis():
    # Step 1, from
    rows = spark.read.table("gold_policy_months")

    # Step 2, aggregate
    rows = rows.groupBy("month").agg(
        F.expr("count(*)").alias("insured_policies"),
        F.expr("sum(written_premium)").alias("written_premium"),
        F.expr("round(sum(earned_premium), 2)").alias("earned_premium"),
    )

    # Step 3, join: a month may have one without the other
    other = spark.read.table("gold_claims_by_month")
    other = only_unique(other, [F.col("month")], "of gold.claims_by_month")
    rows = only_unique(rows, [F.col("month")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.`month` = right.`month`"), "full")
        .select(
            F.coalesce(F.col("left.`month`"), F.col("right.`month`")).alias("month"),
            F.col("left.insured_policies"),
            F.col("left.written_premium"),
            F.col("left.earned_premium"),
            F.col("right.claims"),
            F.col("right.open_claims"),
            F.col("right.amount_claimed"),
            F.col("right.amount_paid"),
            F.col("right.settlement_days"),
        )
    )

    # Step 4, derive
    rows = rows.withColumns({
        "claims": F.expr("coalesce(claims, 0L)"),
        "open_claims": F.expr("coalesce(open_claims, 0L)"),
        "loss_ratio": F.expr("round(try_divide(CAST(amount_paid AS DOUBLE), CAST(earned_premium AS DOUBLE)), 4)"),
        "claim_frequency": F.expr("round(try_divide(CAST(claims AS DOUBLE), CAST(insured_policies AS DOUBLE)), 4)"),
    })
    return rows
