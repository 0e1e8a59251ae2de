# FlowForge 0.1.0 | plan petinsure | table bronze.policies | steps 1-3 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.policies: A policy as the core system has it now, with the covers inside"""
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
def bronze_policies_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "xml")
        .option("cloudFiles.allowOverwrites", "true")
        .option("rowTag", "p:policy")
        .option("ignoreNamespace", "true")
        .option("mode", "FAILFAST")
        .schema("_id STRING, _status STRING, customer STRING, pet STRING, product STRING, start DATE, `end` DATE, deductible INT, coverage ARRAY<STRUCT<_code: STRING, _limit: INT>>, premium DECIMAL(10,2), cancel_reason STRING")
        .load(spark.conf.get("source.policies"))
        .select("*", F.col("_metadata.file_modification_time").alias("__sent_at"))
    )

    # Step 2, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("../raw/policies.xml"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })

    # Step 3, merge: the core system sends all policies each time; only rows that differ are written
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("_id").isNull(), "_id is null")))
    return rows


@dp.temporary_view
def bronze_policies_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_policies_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(
    name="bronze_policies",
    comment="A policy as the core system has it now, with the covers inside",
)
dp.create_auto_cdc_flow(
    target="bronze_policies",
    source="bronze_policies_changes",
    keys=["_id"],
    sequence_by="__sent_at",
    except_column_list=["__sent_at"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_policies_quarantine",
    comment="Rows that bronze_policies sets aside, as JSON, with the step and the reason",
)
def bronze_policies_quarantine():
    return set_aside("3", spark.readStream.table("bronze_policies_by_key").where("_reason <> ''"))
