# FlowForge 1.2.3 | plan streams | table bronze.prices | steps 1-3 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.prices"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


@dp.temporary_view
@dp.expect_all({"is_price": "coalesce(price > 0, FALSE)"})
def bronze_prices_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    rows = spark.readStream.format("delta").load(spark.conf.get("source.prices"))
    rows = rows.withColumns({
        "sku": F.col("sku").cast("string"),
        "price": F.col("price").cast("decimal(10,2)"),
        "at": F.col("at").cast("timestamp"),
        "gone": F.col("gone").cast("boolean"),
    })

    # Step 2, expect
    rows = rows.withColumn("_reason", F.concat_ws(", ", F.when(~holds("price > 0"), "is_price")))
    return rows


@dp.temporary_view
def bronze_prices_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.readStream.table("bronze_prices_set_aside").where("_reason = ''").drop("_reason")

    # Step 3, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("sku").isNull(), "sku is null")))
    return rows


@dp.temporary_view
def bronze_prices_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_prices_by_key").where("_reason = ''").drop("_reason")

    rows = rows.alias("source").withColumn("__gone", F.expr("coalesce(source.gone, FALSE)"))
    return rows


dp.create_streaming_table(name="bronze_prices")
dp.create_auto_cdc_flow(
    target="bronze_prices",
    source="bronze_prices_changes",
    keys=["sku"],
    sequence_by="at",
    apply_as_deletes="__gone",
    except_column_list=["__gone"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_prices_quarantine",
    comment="Rows that bronze_prices sets aside, as JSON, with the step and the reason",
)
def bronze_prices_quarantine():
    parts = [
        set_aside("set_aside", spark.readStream.table("bronze_prices_set_aside").where("_reason <> ''")),
        set_aside("3", spark.readStream.table("bronze_prices_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
