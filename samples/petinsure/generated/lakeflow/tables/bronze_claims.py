# FlowForge 0.1.0 | plan petinsure | table bronze.claims | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.claims: A claim as the web service sent it; a claim has a row for each time it was sent"""
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
def bronze_claims_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read: lines that were torn when the service died are set aside here
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .option("cloudFiles.allowOverwrites", "true")
        .option("mode", "FAILFAST")
        .schema("claim_id STRING, policy_id STRING, provider_id STRING, submitted_at TIMESTAMP, treated_on DATE, diagnosis STRUCT<code: STRING, text: STRING>, items ARRAY<STRUCT<line: INT, amount: DECIMAL(10,2)>>, amount_claimed DECIMAL(12,2), status STRING, amount_paid DECIMAL(12,2), settlement_code STRING, is_fraud BOOLEAN, channel STRING, note STRING, updated_at TIMESTAMP, photo_attached BOOLEAN")
        .load(spark.conf.get("source.claims"))
        .select("*", F.col("_metadata.file_modification_time").alias("__sent_at"))
    )

    # Step 2, incremental: the service retries for up to three days, so rows that much older than the newest
    # one can still arrive
    # A stream reads what is new to it, so there is no watermark.

    # Step 3, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("../raw/claims*.ndjson"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })

    # Step 4, merge: a retry sends the same row again
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null"), F.when(F.col("updated_at").isNull(), "updated_at is null")))
    return rows


@dp.temporary_view
def bronze_claims_changes():
    """What is sent for the table; of two rows of one key the later one counts."""
    rows = spark.readStream.table("bronze_claims_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(
    name="bronze_claims",
    comment="A claim as the web service sent it; a claim has a row for each time it was sent",
)
dp.create_auto_cdc_flow(
    target="bronze_claims",
    source="bronze_claims_changes",
    keys=["claim_id", "updated_at"],
    sequence_by="__sent_at",
    except_column_list=["__sent_at"],
    stored_as_scd_type=1,
)


@dp.table(
    name="bronze_claims_quarantine",
    comment="Rows that bronze_claims sets aside, as JSON, with the step and the reason",
)
def bronze_claims_quarantine():
    return set_aside("4", spark.readStream.table("bronze_claims_by_key").where("_reason <> ''"))
