# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table bronze.events | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.events
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `events` (raw/events.ndjson) |
# MAGIC | Writes | `main.shop.bronze_events`, `main.shop.bronze_events_quarantine` |
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
dbutils.widgets.text("schema", "shop", "Schema")
dbutils.widgets.text("source_path", "/Volumes/main/shop/raw/events.parquet", "Path of events")
dbutils.widgets.text("source_format", "", "parquet or delta that the converter landed, or json (default: as the path ends)")
dbutils.widgets.text("full_refresh", "false", "Forget watermarks and fits (true, false)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
# `sh landing/land.sh` lands it from raw/events.ndjson.
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

TARGET = f"`{catalog}`.`{schema}`.`bronze_events`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_events_quarantine`"
RUNS = f"`{catalog}`.`{schema}`.`_runs_bronze_events`"
APP_ID = "flowforge/every_step/main.bronze.events"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0
quarantined = []

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def all_ascending(rows):
    """All columns that have an order. They decide between rows that are equal otherwise, so that the answer is always the same."""
    return [column(field.name).asc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


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

# DBTITLE 1,Step 1: read - the web shop's own log
# Brings in all rows of the source, converted to its columns' types.
if source_format == "json":
    # A line that is torn, or has a value that does not fit, is set aside.
    fields = "event_id BIGINT, customer_id INT, amount DECIMAL(10,2), qty INT, kind STRING, at TIMESTAMP, _unreadable STRING"
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
        "event_id": F.col("event_id").cast("bigint"),
        "customer_id": F.col("customer_id").cast("int"),
        "amount": F.col("amount").cast("decimal(10,2)"),
        "qty": F.col("qty").cast("int"),
        "kind": F.col("kind").cast("string"),
        "at": F.col("at").cast("timestamp"),
    })
    refused = not_read(source_path)
    if refused is not None:
        rejected = refused.count()
        if rejected:
            quarantined.append(set_aside("1", refused))
records_in = rows.count() + rejected

# COMMAND ----------

# DBTITLE 1,Step 2: incremental
# Keeps rows whose column is greater than the watermark, the greatest value that a successful run of this step
# has written; it is stored when the run succeeds.
rows = keep(rows)
reached = watermarks.get("2")
highest = F.max("at")
if reached is not None:
    watermark = F.lit(reached).cast("timestamp")
    highest = F.greatest(highest, watermark)
    is_new = F.coalesce(F.col("at") > watermark - F.expr("INTERVAL 2 DAYS"), F.lit(False))
    late = rows.where(~is_new)
    late_rows = late.count()
    rejected += late_rows
    if late_rows:
        quarantined.append(set_aside("2", late.withColumn("_reason", F.concat(F.lit("at is not above the watermark "), watermark.cast("string")))))
    rows = rows.where(is_new)
highest = rows.agg(F.date_format(highest, "yyyy-MM-dd HH:mm:ss.SSSSSSxxx").alias("highest")).first()["highest"]
if highest is not None:
    watermarks["2"] = highest

# COMMAND ----------

# DBTITLE 1,Step 3: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("event_id").isNull(), "event_id is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("3", refused))
rows = judged.where("_reason = ''").drop("_reason")
first = Window.partitionBy("event_id").orderBy(F.col("at").desc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(TARGET, rows)
keys = ["event_id"]
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
