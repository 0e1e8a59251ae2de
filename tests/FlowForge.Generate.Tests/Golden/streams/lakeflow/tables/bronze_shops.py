# FlowForge 1.2.3 | plan streams | table bronze.shops | steps 1-3 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.shops"""
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
def bronze_shops_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    # Spark does not read it as the plan does: `flowforge convert` lands raw/shops.xlsx as Parquet.
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "parquet")
        .option("cloudFiles.allowOverwrites", "true")
        .option("cloudFiles.inferColumnTypes", "true")
        .load(spark.conf.get("source.shops"))
        .select("*", F.col("_metadata.file_modification_time").alias("__sent_at"))
    )
    rows = rows.withColumns({
        "shop_id": F.col("shop_id").cast("int"),
        "city": F.col("city").cast("string"),
        "opened": F.col("opened").cast("string"),
    })

    # Step 2, cast
    rows = rows.withColumn("opened", F.try_to_timestamp(F.col("opened"), F.lit("dd.MM.yyyy")).cast("date"))

    # Step 3, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("shop_id").isNull(), "shop_id is null")))
    return rows


@dp.temporary_view
def bronze_shops_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_shops_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(name="bronze_shops", table_properties={"delta.enableChangeDataFeed": "true"})
dp.create_auto_cdc_flow(
    target="bronze_shops",
    source="bronze_shops_changes",
    keys=["shop_id"],
    sequence_by="__sent_at",
    except_column_list=["__sent_at"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_shops_quarantine",
    comment="Rows that bronze_shops sets aside, as JSON, with the step and the reason",
)
def bronze_shops_quarantine():
    return set_aside("3", spark.readStream.table("bronze_shops_by_key").where("_reason <> ''"))
