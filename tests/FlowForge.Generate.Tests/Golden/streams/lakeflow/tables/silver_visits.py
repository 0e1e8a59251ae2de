# FlowForge 1.2.3 | plan streams | table silver.visits | steps 1-8 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.visits: A visit to a known shop"""
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
@dp.expect_all({"shop_known": "city IS NOT NULL"})
def silver_visits_step_3():
    # Step 1, from
    rows = spark.read.table("bronze_visits")
    rows = rows.where("visit_id IS NOT NULL")

    # Step 2, join
    other = spark.read.table("bronze_shops")
    other = only_unique(other, [F.col("shop_id")], "of bronze.shops")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.shop_id = right.shop_id"), "left")
        .select("left.*", F.col("right.city"))
    )
    return rows


@dp.temporary_view
@dp.expect_all({
    "positive": "coalesce(amount > 0, FALSE)",
    "recent": "coalesce(`day` > DATE '2020-01-01', FALSE)",
})
def silver_visits_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_visits_step_3")

    # Step 4, impute
    fit = rows.agg(F.expr("percentile(CAST(amount AS DOUBLE), 0.5)").alias("amount:median"))
    rows = rows.crossJoin(fit)
    rows = rows.withColumns({
        "amount": F.coalesce(F.col("amount"), F.col("amount:median")),
        "amount_was_missing": F.col("amount").isNull(),
    })
    rows = rows.drop("amount:median")

    # Step 5, cap_outliers
    fit = rows.agg(
        F.expr(
            "percentile(CAST(amount AS DOUBLE), 0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) - 1.5D * (percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE "
            "abs(CAST(amount AS DOUBLE)) < double('infinity')) - percentile(CAST(amount AS DOUBLE), "
            "0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < double('infinity')))"
        ).alias("amount:lower"),
        F.expr(
            "percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) + 1.5D * (percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE "
            "abs(CAST(amount AS DOUBLE)) < double('infinity')) - percentile(CAST(amount AS DOUBLE), "
            "0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < double('infinity')))"
        ).alias("amount:upper"),
    )
    rows = rows.crossJoin(fit)
    rows = rows.withColumns({
        "amount": F.when(F.col("amount").cast("double") < F.col("amount:lower"), F.col("amount:lower")).when(F.col("amount").cast("double") > F.col("amount:upper"), F.col("amount:upper")).otherwise(F.col("amount").cast("double")),
    })
    rows = rows.drop("amount:lower", "amount:upper")

    # Step 6, cap_outliers
    fit = rows.agg(
        F.expr(
            "avg(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) - 3.0D * stddev(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount "
            "AS DOUBLE)) < double('infinity'))"
        ).alias("amount:lower"),
        F.expr(
            "avg(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) + 3.0D * stddev(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount "
            "AS DOUBLE)) < double('infinity'))"
        ).alias("amount:upper"),
    )
    rows = rows.crossJoin(fit)
    rows = rows.withColumns({
        "amount_is_outlier": F.when(F.col("amount").cast("double") < F.col("amount:lower"), F.lit(True)).when(F.col("amount").cast("double") > F.col("amount:upper"), F.lit(True)).otherwise(F.when(F.col("amount").isNotNull() | F.col("amount:lower").isNull(), False)),
    })
    rows = rows.drop("amount:lower", "amount:upper")

    # Step 7, expect: somebody has to look
    rows = rows.withColumn("_reason", F.concat_ws(
        ", ",
        F.when(~holds("amount > 0"), "positive"),
        F.when(~holds("`day` > DATE '2020-01-01'"), "recent"),
    ))
    return rows


@dp.temporary_view
def silver_visits_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_visits_set_aside").where("_reason = ''").drop("_reason")

    # Step 8, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("visit_id").isNull(), "visit_id is null")))
    return rows


@dp.materialized_view(name="silver_visits", comment="A visit to a known shop")
@dp.expect_all_or_fail({"visit_id is never null": "visit_id IS NOT NULL"})
def silver_visits():
    rows = spark.read.table("silver_visits_by_key").where("_reason = ''").drop("_reason")

    # Step 8, merge
    first = Window.partitionBy("visit_id").orderBy(F.col("day").desc(), *all_ascending(rows))
    rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
    return rows


@dp.materialized_view(
    name="silver_visits_quarantine",
    comment="Rows that silver_visits sets aside, as JSON, with the step and the reason",
)
def silver_visits_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_visits_set_aside").where("_reason <> ''")),
        set_aside("8", spark.read.table("silver_visits_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
