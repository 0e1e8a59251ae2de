# FlowForge 1.2.3 | plan streams | table bronze.clicks | steps 1-7 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.clicks: A click as it came"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


@dp.temporary_view
def bronze_clicks_visitors():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .option("mode", "FAILFAST")
        .option("multiLine", "true")
        .schema("click_id BIGINT, visitor STRING, page STRING, at TIMESTAMP")
        .load(spark.conf.get("source.clicks"))
    )

    # Step 2, incremental
    # A stream reads what is new to it, so there is no watermark.

    # Step 3, derive
    rows = rows.withColumn("day", F.expr("to_date(at)"))

    # Step 4, cast
    rows = rows.withColumn("_reason", F.concat_ws(
        "; ",
        F.when(F.col("visitor").isNotNull() & F.expr("try_cast(visitor AS BIGINT)").isNull(), F.concat(F.lit("visitor is no BIGINT: "), F.col("visitor"))),
    ))
    return rows


@dp.temporary_view
@dp.expect_all_or_drop({"has_time": "at IS NOT NULL"})
def bronze_clicks_step_5():
    rows = spark.readStream.table("bronze_clicks_visitors").where("_reason = ''").drop("_reason")

    # Step 4, cast
    rows = rows.withColumn("visitor", F.expr("try_cast(visitor AS BIGINT)"))
    return rows


@dp.table(name="bronze_clicks", comment="A click as it came", partition_cols=["day"])
@dp.expect_all_or_fail({"click_id is never null": "click_id IS NOT NULL", "has_page": "page IS NOT NULL"})
def bronze_clicks():
    rows = spark.readStream.table("bronze_clicks_step_5")

    # Step 6, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("/Volumes/main/bronze/raw/clicks/*.json"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })
    return rows


@dp.table(
    name="bronze_clicks_quarantine",
    comment="Rows that bronze_clicks sets aside, as JSON, with the step and the reason",
)
def bronze_clicks_quarantine():
    return set_aside("visitors", spark.readStream.table("bronze_clicks_visitors").where("_reason <> ''"))
