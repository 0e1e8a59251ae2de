# FlowForge 0.1.0 | plan petinsure | table gold.provider_performance | steps 1-7 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.provider_performance: A practice, and what it charges against what its cases usually cost"""
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
    name="gold_provider_performance",
    comment="A practice, and what it charges against what its cases usually cost",
)
def gold_provider_performance():
    # Step 1, from
    rows = spark.read.table("gold_fact_claims")

    # Step 2, join
    other = spark.read.table("gold_claims_analytics")
    other = only_unique(other, [F.col("species"), F.col("diagnosis_code")], "of gold.claims_analytics")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.species = right.species AND left.diagnosis_code = right.diagnosis_code"), "left")
        .select("left.*", F.col("right.usual_amount"))
    )

    # Step 3, aggregate
    rows = rows.groupBy("practice_id").agg(
        F.expr("count(*)").alias("claims"),
        F.expr("count(DISTINCT customer_id)").alias("customers"),
        F.expr("sum(amount_claimed)").alias("amount_claimed"),
        F.expr("round(sum(usual_amount), 2)").alias("amount_expected"),
        F.expr("round(avg(CASE WHEN is_open THEN NULL WHEN is_rejected THEN 1D ELSE 0D END), 4)").alias("rejected_share"),
        F.expr("round(avg(CASE WHEN is_fraud THEN 1D WHEN NOT is_fraud THEN 0D END), 4)").alias("fraud_share"),
    )

    # Step 4, join
    other = spark.read.table("gold_dim_provider")
    other = only_unique(other, [F.col("practice_id")], "of gold.dim_provider")
    rows = only_unique(rows, [F.col("practice_id")], "of these rows")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.practice_id = right.practice_id"), "right")
        .select(
            F.coalesce(F.col("left.practice_id"), F.col("right.practice_id")).alias("practice_id"),
            F.col("left.claims"),
            F.col("left.customers"),
            F.col("left.amount_claimed"),
            F.col("left.amount_expected"),
            F.col("left.rejected_share"),
            F.col("left.fraud_share"),
            F.col("right.name"),
            F.col("right.city"),
            F.col("right.country"),
            F.col("right.specialty"),
            F.col("right.rating"),
            F.col("right.in_network"),
        )
    )

    # Step 5, derive
    rows = rows.withColumns({
        "claims": F.expr("coalesce(claims, 0L)"),
        "cost_index": F.expr("round(try_divide(CAST(amount_claimed AS DOUBLE), amount_expected), 3)"),
    })

    # Step 6, window
    rows = rows.withColumn("cost_rank", F.expr("rank() OVER (ORDER BY cost_index DESC)"))
    return rows
