# FlowForge 1.2.3 | plan streams | table bronze.members | steps 1-4 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.members: A member from one change to the next"""
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
def bronze_members_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, read
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "csv")
        .option("cloudFiles.allowOverwrites", "true")
        .option("header", "true")
        .option("escape", "\"")
        .option("multiLine", "true")
        .option("mode", "FAILFAST")
        .schema("member_id INT, name STRING, plan STRING, fee DOUBLE, changed_on DATE")
        .load(spark.conf.get("source.members"))
    )

    # Step 2, clean_text
    rows = rows.withColumns({
        "name": F.nullif(F.trim(F.col("name")), F.lit("")),
        "plan": F.nullif(F.trim(F.col("plan")), F.lit("")),
    })

    # Step 3, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("raw/members.csv"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })

    # Step 4, scd2
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("member_id").isNull(), "member_id is null"), F.when(F.col("changed_on").isNull(), "changed_on is null")))
    return rows


@dp.temporary_view
def bronze_members_changes():
    """What is sent for the table, each row with the time from which it holds."""
    rows = spark.readStream.table("bronze_members_by_key").where("_reason = ''").drop("_reason")
    return rows


dp.create_streaming_table(
    name="bronze_members_versions",
    comment="Versions as AUTO CDC keeps them; read bronze_members",
)
dp.create_auto_cdc_flow(
    target="bronze_members_versions",
    source="bronze_members_changes",
    keys=["member_id"],
    sequence_by="changed_on",
    except_column_list=["changed_on"],
    track_history_except_column_list=["_source", "_run_id", "_ingested_at"],
    stored_as_scd_type=2,
)


@dp.materialized_view(name="bronze_members", comment="A member from one change to the next")
def bronze_members():
    versions = spark.read.table("bronze_members_versions")
    rows = versions.select(
        "member_id",
        "name",
        "plan",
        "fee",
        F.col("__START_AT").cast("date").alias("changed_on"),
        "_source",
        "_run_id",
        "_ingested_at",
        F.col("__START_AT").cast("timestamp").alias("valid_from"),
        F.col("__END_AT").cast("timestamp").alias("valid_to"),
        F.col("__END_AT").isNull().alias("is_current"),
    )
    return rows


@dp.table(
    name="bronze_members_quarantine",
    comment="Rows that bronze_members sets aside, as JSON, with the step and the reason",
)
def bronze_members_quarantine():
    return set_aside("4", spark.readStream.table("bronze_members_by_key").where("_reason <> ''"))
