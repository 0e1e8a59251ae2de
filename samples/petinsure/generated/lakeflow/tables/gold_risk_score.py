# FlowForge 0.1.0 | plan petinsure | table gold.risk_score | steps 1-8 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""gold.risk_score: An active policy's points of risk, 0 to 100, by the rule in README.md"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F


def binned(value, edges, names):
    """The name of the first bin whose upper edge is above the value; beyond the last edge the last bin. Null and NaN have none."""
    bins = F.when(value.isNull() | F.isnan(value), F.lit(None))
    for edge, name in zip(edges, names):
        bins = bins.when(value < edge, F.lit(name))
    return bins.otherwise(F.lit(names[len(edges)]))


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
    name="gold_risk_score",
    comment="An active policy's points of risk, 0 to 100, by the rule in README.md",
)
@dp.expect_all_or_fail({"in_range": "coalesce(risk_score BETWEEN 0 AND 100, FALSE)"})
def gold_risk_score():
    # Step 1, from
    rows = spark.read.table("gold_policy_performance")
    rows = rows.where("is_active")

    # Step 2, join
    other = spark.read.table("gold_dim_pet")
    other = only_unique(other, [F.col("pet_id")], "of gold.dim_pet")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.pet_id = right.pet_id"), "left")
        .select("left.*", F.col("right.birth_date"), F.col("right.breed"))
    )

    # Step 3, join
    other = spark.read.table("silver_as_of")
    rows = (
        rows.alias("left")
        .crossJoin(other.alias("right"))
        .select("left.*", F.col("right.as_of"))
    )

    # Step 4, derive: at most 30 for claims of the last year, 30 for the loss ratio, 20 for age, 10 each for a
    # claim within two weeks and for a second policy at the same time
    rows = rows.withColumns({
        "frequency_points": F.expr("CAST(least(claims_last_year, 6L) * 5 AS INT)"),
        "loss_points": F.expr("CAST(round(least(coalesce(loss_ratio, 0D), 2D) * 15) AS INT)"),
        "age_points": F.expr(
            "CASE "
            "WHEN birth_date IS NULL THEN 10 "
            "ELSE least(CAST(floor(months_between(as_of, birth_date) / 12) AS INT), 10) * 2 END"
        ),
        "early_points": F.expr("CASE WHEN first_claim_days <= 14 THEN 10 ELSE 0 END"),
        "overlap_points": F.expr("CASE WHEN overlaps_previous THEN 10 ELSE 0 END"),
    })

    # Step 5, derive
    rows = rows.withColumns({
        "risk_score": F.expr("frequency_points + loss_points + age_points + early_points + overlap_points"),
    })

    # Step 6, bin
    edges = [25.0, 50.0]
    names = ["low", "medium", "high"]
    rows = rows.withColumns({
        "risk_score_band": F.when(F.col("risk_score").cast("double").between(0.0, 100.0), binned(F.col("risk_score").cast("double"), edges, names)),
    })

    # Step 7, select
    rows = rows.select(
        "policy_id",
        "customer_id",
        "pet_id",
        "product",
        "species",
        "frequency_points",
        "loss_points",
        "age_points",
        "early_points",
        "overlap_points",
        "risk_score",
        "risk_score_band",
        "as_of",
    )
    return rows
