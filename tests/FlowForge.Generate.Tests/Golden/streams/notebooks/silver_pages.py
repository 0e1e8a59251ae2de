# Databricks notebook source
# FlowForge 1.2.3 | plan streams | table silver.pages | steps 1-5 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.pages
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_clicks` |
# MAGIC | Writes | `main.shop.silver_pages` |
# MAGIC | Run again | adds the rows of one run once, however often that run is tried |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import uuid
from datetime import datetime, timezone

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema", "shop", "Schema")
dbutils.widgets.text("full_refresh", "false", "Forget watermarks and fits (true, false)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
full_refresh = dbutils.widgets.get("full_refresh").lower() == "true"
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Vienna")

TARGET = f"`{catalog}`.`{schema}`.`silver_pages`"
RUNS = f"`{catalog}`.`{schema}`.`_runs_silver_pages`"
BRONZE_CLICKS = f"`{catalog}`.`{schema}`.`bronze_clicks`"
APP_ID = "flowforge/streams/main.silver.pages"

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
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


def finish_run(number, watermarks):
    """Writes down that this run came to its end, once however often it is tried."""
    schema = "number BIGINT, run_id STRING, watermarks STRING, began_at TIMESTAMP"
    row = spark.createDataFrame([(number, run_id, json.dumps(watermarks, sort_keys=True), run_at)], schema)
    create_table(RUNS, row)
    row.write.format("delta").mode("append").option("txnAppId", f"{APP_ID}/runs").option("txnVersion", number).saveAsTable(RUNS)


def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))


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


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


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


def written_watermarks(number):
    """The watermarks that the append of this number wrote. After a crash these count, not those of the rows that have come since."""
    for row in spark.sql(f"DESCRIBE HISTORY {TARGET}").where(F.col("userMetadata").isNotNull()).collect():
        try:
            notes = json.loads(row["userMetadata"])
        except ValueError:
            continue
        if isinstance(notes, dict) and notes.get("app") == APP_ID and notes.get("number") == number:
            return notes["watermarks"]
    return {}

# COMMAND ----------

# DBTITLE 1,Where the last run ended
# A repair of a job has the run id of what it repairs: it goes on under that number, so nothing is added twice.
last = last_run()
number = 1 if last is None else last["number"] if last["run_id"] == run_id else last["number"] + 1
watermarks = {} if last is None or full_refresh else json.loads(last["watermarks"])

# COMMAND ----------

# DBTITLE 1,Step 1: from
# Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.
rows = spark.table(BRONZE_CLICKS)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: incremental
# Keeps rows whose column is greater than the watermark, the greatest value that a successful run of this step
# has written; it is stored when the run succeeds.
reached = watermarks.get("2")
highest = F.max("at")
if reached is not None:
    watermark = F.lit(reached).cast("timestamp")
    highest = F.greatest(highest, watermark)
    is_new = F.coalesce(F.col("at") > watermark, F.lit(False))
    # What is not above it was loaded before, or came too late.
    rows = rows.where(is_new)
highest = rows.agg(F.date_format(highest, "yyyy-MM-dd HH:mm:ss.SSSSSSxxx").alias("highest")).first()["highest"]
if highest is not None:
    watermarks["2"] = highest

# COMMAND ----------

# DBTITLE 1,Step 3: expect
# Checks each rule on each row.
rows = keep(rows)
broken = rows.agg(F.count_if(~holds("page LIKE '/%'")).alias("known")).first().asDict()
said = "; ".join(f"{count} rows violate {name}" for name, count in broken.items() if count)
if said:
    raise ValueError(said)

# COMMAND ----------

# DBTITLE 1,Step 4: select
# Keeps only the columns named.
rows = rows.select("click_id", "page", "at")

# COMMAND ----------

# DBTITLE 1,Step 5: append
# Adds all rows as one commit.
rows = keep(rows)
records_out = rows.count()
create_table(TARGET, rows)
notes = {"app": APP_ID, "number": number, "watermarks": watermarks}
writer = (
    rows.write.format("delta")
    .option("txnAppId", APP_ID)
    .option("txnVersion", number)
    .option("userMetadata", json.dumps(notes))
)
if full_refresh:
    writer.mode("overwrite").saveAsTable(TARGET)
elif records_out > 0:
    # Delta knows the number: a try after a crash adds nothing twice.
    writer.mode("append").saveAsTable(TARGET)
    watermarks = written_watermarks(number) or watermarks

# COMMAND ----------

# DBTITLE 1,Result
finish_run(number, watermarks)
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET]],
}
dbutils.notebook.exit(json.dumps(result))
