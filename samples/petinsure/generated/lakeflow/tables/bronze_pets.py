# FlowForge 0.1.0 | plan petinsure | table bronze.pets | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.pets: A pet as the register has it now"""
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
def bronze_pets_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    # Spark does not read it as the plan does: `flowforge convert` lands ../raw/pets.xlsx as Parquet.
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "parquet")
        .option("cloudFiles.allowOverwrites", "true")
        .option("cloudFiles.inferColumnTypes", "true")
        .load(spark.conf.get("source.pets"))
        .select("*", F.col("_metadata.file_modification_time").alias("__sent_at"))
    )
    rows = rows.withColumns({
        "pet_id": F.col("pet_id").cast("string"),
        "customer_id": F.col("customer_id").cast("string"),
        "name": F.col("name").cast("string"),
        "species": F.col("species").cast("string"),
        "breed": F.col("breed").cast("string"),
        "sex": F.col("sex").cast("string"),
        "birth_date": F.col("birth_date").cast("date"),
        "weight_kg": F.col("weight_kg").cast("double"),
        "chip_no": F.col("chip_no").cast("string"),
        "neutered": F.col("neutered").cast("boolean"),
        "registered_on": F.col("registered_on").cast("date"),
    })

    # Step 2, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("../raw/pets.xlsx"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })

    # Step 3, merge: the register is sent whole each time; only rows that differ are written
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("pet_id").isNull(), "pet_id is null")))
    return rows


@dp.temporary_view
def bronze_pets_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_pets_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(name="bronze_pets", comment="A pet as the register has it now")
dp.create_auto_cdc_flow(
    target="bronze_pets",
    source="bronze_pets_changes",
    keys=["pet_id"],
    sequence_by="__sent_at",
    except_column_list=["__sent_at"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_pets_quarantine",
    comment="Rows that bronze_pets sets aside, as JSON, with the step and the reason",
)
def bronze_pets_quarantine():
    return set_aside("3", spark.readStream.table("bronze_pets_by_key").where("_reason <> ''"))
