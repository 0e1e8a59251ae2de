# FlowForge 0.1.0 | plan petinsure | table silver.providers | steps 1-7 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.providers: An id of the register, and the practice that it stands for"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


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
def silver_providers_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_providers")

    # Step 2, drop
    rows = rows.drop("_source", "_run_id", "_ingested_at")

    # Step 3, rename
    names = {
        "prov_id": "provider_id",
        "name": "name",
        "postcode": "postcode",
        "city": "city",
        "country": "country",
        "specialty": "specialty",
        "licence": "licence",
        "rating": "rating",
        "in_network": "in_network",
        "since": "since",
    }
    rows = rows.toDF(*[names.get(name.lower(), name) for name in rows.columns])

    # Step 4, clean_text
    texts = [name for name, kind in rows.dtypes if kind == "string"]
    rows = rows.withColumns({name: F.nullif(F.trim(column(name)), F.lit("")) for name in texts})

    # Step 5, derive: stars go from 1 to 5; other numbers say nothing that can be trusted
    rows = rows.withColumns({
        "rating_was_wrong": F.expr("coalesce(rating NOT BETWEEN 1 AND 5, FALSE)"),
        "rating": F.expr("CASE WHEN rating BETWEEN 1 AND 5 THEN rating END"),
    })

    # Step 6, window: a licence belongs to one practice, under however many ids it is listed
    rows = rows.withColumn("practice_id", F.expr("min(provider_id) OVER (PARTITION BY licence)"))

    # Step 7, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("provider_id").isNull(), "provider_id is null")))
    return rows


@dp.materialized_view(
    name="silver_providers",
    comment="An id of the register, and the practice that it stands for",
)
@dp.expect_all_or_fail({
    "provider_id is never null": "provider_id IS NOT NULL",
    "practice_id is never null": "practice_id IS NOT NULL",
    "rating_in_range": "coalesce(rating IS NULL OR rating BETWEEN 1 AND 5, FALSE)",
})
def silver_providers():
    rows = spark.read.table("silver_providers_by_key").where("_reason = ''").drop("_reason")

    # Step 7, merge
    rows = only_unique(rows, [F.col("provider_id")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_providers_quarantine",
    comment="Rows that silver_providers sets aside, as JSON, with the step and the reason",
)
def silver_providers_quarantine():
    return set_aside("7", spark.read.table("silver_providers_by_key").where("_reason <> ''"))
