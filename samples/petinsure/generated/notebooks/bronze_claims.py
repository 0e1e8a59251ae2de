# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table bronze.claims | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.claims
# MAGIC
# MAGIC A claim as the web service sent it; a claim has a row for each time it was sent
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `claims` (../raw/claims*.ndjson) |
# MAGIC | Writes | `main.petinsure.bronze_claims`, `main.petinsure.bronze_claims_quarantine` |
# MAGIC | Run again | matches rows by key: what is there already does not change |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import uuid
from datetime import datetime, timezone
from functools import reduce

from pyspark.errors import PySparkException
from pyspark.sql import Window
from pyspark.sql import functions as F

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema", "petinsure", "Schema")
dbutils.widgets.text("source_path", "/Volumes/main/petinsure/raw/claims.parquet", "Path of claims")
dbutils.widgets.text("source_format", "", "parquet or delta that the converter landed, or json (default: as the path ends)")
dbutils.widgets.text("full_refresh", "false", "Forget watermarks and fits (true, false)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
# `sh landing/land.sh` lands it from ../raw/claims*.ndjson.
source_path = dbutils.widgets.get("source_path")
source_format = dbutils.widgets.get("source_format") or ("parquet" if source_path.rstrip("/").endswith(".parquet") else "json")
full_refresh = dbutils.widgets.get("full_refresh").lower() == "true"
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TARGET = f"`{catalog}`.`{schema}`.`bronze_claims`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_claims_quarantine`"
RUNS = f"`{catalog}`.`{schema}`.`_runs_bronze_claims`"
APP_ID = "flowforge/petinsure/main.bronze.claims"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0
quarantined = []

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def create_table(name, rows, partitioned_by=(), not_null=(), properties=None, comment=None):
    """Creates the table with the columns of the rows, empty, where it is not there yet."""
    if spark.catalog.tableExists(name):
        return
    columns = ", ".join(f"{quoted(field.name)} {type_in_sql(field.dataType)}{' NOT NULL' if field.name in not_null else ''}" for field in rows.schema)
    properties = dict(properties or {})
    if any(is_odd(field) for field in rows.schema):
        properties["delta.columnMapping.mode"] = "name"
    statement = f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING delta"
    if partitioned_by:
        statement += f" PARTITIONED BY ({', '.join(quoted(column_name) for column_name in partitioned_by)})"
    if comment:
        statement += f" COMMENT {text_in_sql(comment)}"
    if properties:
        statement += f" TBLPROPERTIES ({', '.join(f'{text_in_sql(key)} = {text_in_sql(value)}' for key, value in properties.items())})"
    spark.sql(statement)


def differs(rows, names):
    """Whether the source says something else than the table. Where a row came from does not count."""
    told = []
    for name in names:
        mine, theirs = f"source.{quoted(name)}", f"target.{quoted(name)}"
        if "map<" in rows.schema[name].dataType.simpleString():
            mine, theirs = f"to_json({mine})", f"to_json({theirs})"
        if name.lower() not in AUDIT:
            told.append(f"NOT ({theirs} <=> {mine})")
    return " OR ".join(told) or "false"


def finish_run(number, watermarks):
    """Writes down that this run came to its end, once however often it is tried."""
    schema = "number BIGINT, run_id STRING, watermarks STRING, began_at TIMESTAMP"
    row = spark.createDataFrame([(number, run_id, json.dumps(watermarks, sort_keys=True), run_at)], schema)
    create_table(RUNS, row)
    row.write.format("delta").mode("append").option("txnAppId", f"{APP_ID}/runs").option("txnVersion", number).saveAsTable(RUNS)


def from_source(names):
    return ", ".join(f"{quoted(name)} = source.{quoted(name)}" for name in names)


def is_odd(field):
    """Whether a column's name, or that of a field within it, has a sign that files cannot have: Delta has to map it to another."""
    kinds = [field.dataType]
    for kind in kinds:
        if any(is_odd(inner) for inner in getattr(kind, "fields", [])):
            return True
        kinds += [getattr(kind, part) for part in ("elementType", "keyType", "valueType") if hasattr(kind, part)]
    return any(sign in field.name for sign in " ,;{}()\n\t=")


def keep(rows):
    """Computes the rows once although several cells look at them. Serverless compute has no cache: there they are computed again."""
    try:
        return rows.persist()
    except PySparkException:
        return rows


def last_run():
    """The last run of this table that came to its end: number, run_id and watermarks; None for none."""
    if not spark.catalog.tableExists(RUNS):
        return None
    return spark.table(RUNS).orderBy(F.col("number").desc()).first()


def merge_into(name, rows, on, *clauses):
    """Merges the rows, called source, into the table, called target. In SQL: the API of Delta 3 knows no names of three parts."""
    rows.createOrReplaceTempView("rows_to_merge")
    spark.sql(f"MERGE INTO {name} AS target USING rows_to_merge AS source ON {on} {' '.join(clauses)}")


def must_be_unique(rows, keys, whose):
    """Stops the run when a key is there twice. A key with a null matches nothing and may be there often."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    names = named.columns
    present = named.where(" AND ".join(f"{name} IS NOT NULL" for name in names))
    twin = present.groupBy(*names).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")


def new_row(names):
    return f"({', '.join(quoted(name) for name in names)}) VALUES ({', '.join(f'source.{quoted(name)}' for name in names)})"


def not_read(path):
    """Rows that the converter could not read, which lie beside what it has landed; None where it could read all."""
    try:
        rows = spark.read.format("parquet").load(path.rstrip("/").removesuffix(".parquet") + "._rejected.parquet")
        return rows.select(*[name for name in rows.columns if name != "reason"], F.col("reason").alias("_reason"))
    except PySparkException as missing:
        if "PATH_NOT_FOUND" in str(missing):
            return None
        raise


def quarantine(parts):
    """Adds rows that were set aside to the quarantine table, those that are there already not again."""
    same = ["_step", "_reason", "_row", "_occurrence"]
    occurrence = F.row_number().over(Window.partitionBy("_step", "_reason", "_row").orderBy("_row")).cast("bigint")
    numbered = (
        reduce(lambda left, right: left.unionByName(right), parts)
        .withColumn("_occurrence", occurrence)
        .withColumn("_run_id", F.lit(run_id))
        .withColumn("_quarantined_at", F.lit(run_at))
    )
    create_table(QUARANTINE, numbered)
    on = " AND ".join(f"target.{name} = source.{name}" for name in same)
    merge_into(QUARANTINE, numbered, on, "WHEN NOT MATCHED THEN INSERT " + new_row(numbered.columns))


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def same_keys(keys):
    return " AND ".join(f"target.{quoted(name)} = source.{quoted(name)}" for name in keys)


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


def text_in_sql(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def type_in_sql(kind):
    """A type as SQL reads it, whatever the names of its fields are."""
    if hasattr(kind, "fields"):
        return f"STRUCT<{', '.join(f'{quoted(field.name)}: {type_in_sql(field.dataType)}' for field in kind.fields)}>"
    if hasattr(kind, "elementType"):
        return f"ARRAY<{type_in_sql(kind.elementType)}>"
    if hasattr(kind, "keyType"):
        return f"MAP<{type_in_sql(kind.keyType)}, {type_in_sql(kind.valueType)}>"
    return kind.simpleString()

# COMMAND ----------

# DBTITLE 1,Where the last run ended
# A repair of a job has the run id of what it repairs: it goes on under that number, so nothing is added twice.
last = last_run()
number = 1 if last is None else last["number"] if last["run_id"] == run_id else last["number"] + 1
watermarks = {} if last is None or full_refresh else json.loads(last["watermarks"])

# COMMAND ----------

# DBTITLE 1,Step 1: read - lines that were torn when the service died are set aside here
# Brings in all rows of the source, converted to its columns' types.
if source_format == "json":
    # A line that is torn, or has a value that does not fit, is set aside.
    fields = "claim_id STRING, policy_id STRING, provider_id STRING, submitted_at TIMESTAMP, treated_on DATE, diagnosis STRUCT<code: STRING, text: STRING>, items ARRAY<STRUCT<line: INT, amount: DECIMAL(10,2)>>, amount_claimed DECIMAL(12,2), status STRING, amount_paid DECIMAL(12,2), settlement_code STRING, is_fraud BOOLEAN, channel STRING, note STRING, updated_at TIMESTAMP, photo_attached BOOLEAN, _unreadable STRING"
    parsed = F.from_json("value", fields, {"columnNameOfCorruptRecord": "_unreadable"})
    lines = keep(spark.read.text(source_path).where("trim(value) <> ''").withColumn("row", parsed))
    refused = lines.where("row._unreadable IS NOT NULL").select(
        F.col("value").alias("raw"),
        F.lit("it is no JSON, or a value does not fit").alias("_reason"),
    )
    rejected = refused.count()
    if rejected:
        quarantined.append(set_aside("1", refused))
    rows = lines.where(F.col("row._unreadable").isNull()).select("row.*").drop("_unreadable")
else:
    rows = spark.read.format(source_format).load(source_path)
    rows = rows.withColumns({
        "claim_id": F.col("claim_id").cast("string"),
        "policy_id": F.col("policy_id").cast("string"),
        "provider_id": F.col("provider_id").cast("string"),
        "submitted_at": F.col("submitted_at").cast("timestamp"),
        "treated_on": F.col("treated_on").cast("date"),
        "diagnosis": F.col("diagnosis").cast("struct<code:string,text:string>"),
        "items": F.col("items").cast("array<struct<line:int,amount:decimal(10,2)>>"),
        "amount_claimed": F.col("amount_claimed").cast("decimal(12,2)"),
        "status": F.col("status").cast("string"),
        "amount_paid": F.col("amount_paid").cast("decimal(12,2)"),
        "settlement_code": F.col("settlement_code").cast("string"),
        "is_fraud": F.col("is_fraud").cast("boolean"),
        "channel": F.col("channel").cast("string"),
        "note": F.col("note").cast("string"),
        "photo_attached": F.col("photo_attached").cast("boolean"),
        "updated_at": F.col("updated_at").cast("timestamp"),
    })
    refused = not_read(source_path)
    if refused is not None:
        rejected = refused.count()
        if rejected:
            quarantined.append(set_aside("1", refused))
records_in = rows.count() + rejected

# COMMAND ----------

# DBTITLE 1,Step 2: incremental - the service retries for up to three days, so rows that much older than the newest one can still arrive
# Keeps rows whose column is greater than the watermark, the greatest value that a successful run of this step
# has written; it is stored when the run succeeds.
rows = keep(rows)
reached = watermarks.get("2")
highest = F.max("updated_at")
if reached is not None:
    watermark = F.lit(reached).cast("timestamp")
    highest = F.greatest(highest, watermark)
    is_new = F.coalesce(F.col("updated_at") > watermark - F.expr("INTERVAL 3 DAYS"), F.lit(False))
    # What is not above it was loaded before, or came too late.
    rows = rows.where(is_new)
highest = rows.agg(F.date_format(highest, "yyyy-MM-dd HH:mm:ss.SSSSSSxxx").alias("highest")).first()["highest"]
if highest is not None:
    watermarks["2"] = highest

# COMMAND ----------

# DBTITLE 1,Step 3: audit_columns
# Adds columns that tell where each row came from.
rows = rows.withColumns({
    "_source": F.lit("../raw/claims*.ndjson"),
    "_run_id": F.lit(run_id),
    "_ingested_at": F.lit(run_at),
})

# COMMAND ----------

# DBTITLE 1,Step 4: merge - a retry sends the same row again
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null"), F.when(F.col("updated_at").isNull(), "updated_at is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("4", refused))
rows = judged.where("_reason = ''").drop("_reason")
must_be_unique(rows, [F.col("claim_id"), F.col("updated_at")], "of the source")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(
    TARGET,
    rows,
    comment="A claim as the web service sent it; a claim has a row for each time it was sent",
)
keys = ["claim_id", "updated_at"]
changed = [name for name in rows.columns if name not in keys]
merge_into(
    TARGET,
    rows,
    same_keys(keys),
    f"WHEN MATCHED AND ({differs(rows, changed)}) THEN UPDATE SET {from_source(changed)}",
    "WHEN NOT MATCHED THEN INSERT " + new_row(rows.columns),
)

# COMMAND ----------

# DBTITLE 1,Result
finish_run(number, watermarks)
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET] + ([QUARANTINE] if quarantined else [])],
}
dbutils.notebook.exit(json.dumps(result))
