# FlowForge 1.2.3 | plan hard_names | table bronze.orders | steps 1-3 | sha256:8fe78bf4227bf4b2
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.orders"""
from functools import reduce

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
def bronze_orders_step_2():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "parquet")
        .option("cloudFiles.allowOverwrites", "true")
        .option("cloudFiles.inferColumnTypes", "true")
        .load(spark.conf.get("source.orders"))
        .select("*", F.col("_metadata.file_modification_time").alias("__sent_at"))
    )
    rows = rows.withColumns({
        "order id": F.col("order id").cast("bigint"),
        "a.b": F.col("`a.b`").cast("double"),
        "select": F.col("select").cast("string"),
        "größe": F.col("größe").cast("string"),
        "back`tick": F.col("`back``tick`").cast("string"),
        "quo\"te": F.col("quo\"te").cast("string"),
        "tab\there": F.col("tab\there").cast("string"),
        "{brace}": F.col("{brace}").cast("int"),
        "from": F.col("from").cast("timestamp"),
    })

    # Step 2, cast
    rows = rows.withColumn("_reason", F.concat_ws(
        "; ",
        F.when(F.col("{brace}").isNotNull() & F.expr("try_cast(`{brace}` AS BIGINT)").isNull(), F.concat(F.lit("{brace} is no BIGINT: "), F.col("{brace}").cast("string"))),
        F.when(F.col("`a.b`").isNotNull() & F.expr("try_cast(`a.b` AS DECIMAL(10,2))").isNull(), F.concat(F.lit("a.b is no DECIMAL(10,2): "), F.when(F.col("`a.b`") == 0, F.lit("0.0")).otherwise(F.col("`a.b`").cast("string")))),
    ))
    return rows


@dp.temporary_view
def bronze_orders_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.readStream.table("bronze_orders_step_2").where("_reason = ''").drop("_reason")

    # Step 2, cast
    rows = rows.withColumns({
        "{brace}": F.expr("try_cast(`{brace}` AS BIGINT)"),
        "a.b": F.expr("try_cast(`a.b` AS DECIMAL(10,2))"),
    })

    # Step 3, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("order id").isNull(), "order id is null")))
    return rows


@dp.temporary_view
def bronze_orders_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_orders_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(name="bronze_orders", table_properties={"delta.columnMapping.mode": "name"})
dp.create_auto_cdc_flow(
    target="bronze_orders",
    source="bronze_orders_changes",
    keys=["order id"],
    sequence_by="__sent_at",
    except_column_list=["__sent_at"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_orders_quarantine",
    comment="Rows that bronze_orders sets aside, as JSON, with the step and the reason",
)
def bronze_orders_quarantine():
    parts = [
        set_aside("2", spark.readStream.table("bronze_orders_step_2").where("_reason <> ''")),
        set_aside("3", spark.readStream.table("bronze_orders_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
