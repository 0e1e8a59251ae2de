# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table bronze.customers | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.customers
# MAGIC
# MAGIC A row as the CRM sent it; a customer has a row for each time it was sent
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `customers` (../raw/customers*.csv) |
# MAGIC | Writes | `main.petinsure.bronze_customers`, `main.petinsure.bronze_customers_quarantine` |
# MAGIC | Run again | adds the rows of one run once, however often that run is tried |

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
dbutils.widgets.text("source_path", "/Volumes/main/petinsure/raw/customers.parquet", "Path of customers")
dbutils.widgets.text("source_format", "", "parquet or delta that the converter landed, or csv (default: as the path ends)")
dbutils.widgets.text("full_refresh", "false", "Forget watermarks and fits (true, false)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
# `sh landing/land.sh` lands it from ../raw/customers*.csv.
source_path = dbutils.widgets.get("source_path")
source_format = dbutils.widgets.get("source_format") or ("parquet" if source_path.rstrip("/").endswith(".parquet") else "csv")
full_refresh = dbutils.widgets.get("full_refresh").lower() == "true"
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")

TARGET = f"`{catalog}`.`{schema}`.`bronze_customers`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_customers_quarantine`"
RUNS = f"`{catalog}`.`{schema}`.`_runs_bronze_customers`"
APP_ID = "flowforge/petinsure/main.bronze.customers"
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


def csv_texts(path, options, names=None):
    """The rows of a CSV file as texts, under the names of its header. What stands beyond the last column is in _more."""
    reader = spark.read.format("csv").options(**options)
    names = names or [name.strip() for name in reader.load(path).columns]
    return reader.schema(", ".join(f"{quoted(name)} STRING" for name in [*names, "_more"])).load(path)


def finish_run(number, watermarks):
    """Writes down that this run came to its end, once however often it is tried."""
    schema = "number BIGINT, run_id STRING, watermarks STRING, began_at TIMESTAMP"
    row = spark.createDataFrame([(number, run_id, json.dumps(watermarks, sort_keys=True), run_at)], schema)
    create_table(RUNS, row)
    row.write.format("delta").mode("append").option("txnAppId", f"{APP_ID}/runs").option("txnVersion", number).saveAsTable(RUNS)


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


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


def text_in_sql(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def told(name):
    """The text of a column; null where it is one of the marks that people make for no value."""
    no_value = r"^(|[-?.]|NA|na|--|\\N|#N/A|(?i:nan|n/a|nil|null|none|\(null\)|<null>))$"
    return F.when(~column(name).rlike(no_value), column(name))


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

# DBTITLE 1,Step 1: read
# Brings in all rows of the source, converted to its columns' types.
if source_format == "csv":
    # Each text is parsed in the form that the file was found to have; another form stops the run.
    texts = csv_texts(
        source_path,
        {
            "header": "true",
            "sep": ";",
            "encoding": "windows-1252",
            "escape": "\"",
            "nullValue": "\u0000",
            "multiLine": "true",
        },
    )
    texts = keep(texts)
    refused = texts.where("_more IS NOT NULL").withColumn("_reason", F.lit("it has more fields than the table has columns"))
    rejected = refused.count()
    if rejected:
        quarantined.append(set_aside("1", refused))
    rows = texts.where(F.col("_more").isNull()).select(
        "customer_id",
        "first_name",
        "last_name",
        "email",
        "phone",
        F.to_date(told("birth_date"), "d.M.yyyy").alias("birth_date"),
        "postcode",
        "city",
        "country",
        F.translate(told("income"), ",", ".").cast("decimal(12,2)").alias("income"),
        "segment",
        told("marketing_consent").cast("boolean").alias("marketing_consent"),
        F.to_date(told("joined_on"), "d.M.yyyy").alias("joined_on"),
        F.to_timestamp(told("updated_at"), "d.M.yyyy[ H:m[:s[.SSSSSS]]]").alias("updated_at"),
        "source_system",
    )
else:
    rows = spark.read.format(source_format).load(source_path)
    rows = rows.withColumns({
        "customer_id": F.col("customer_id").cast("string"),
        "first_name": F.col("first_name").cast("string"),
        "last_name": F.col("last_name").cast("string"),
        "email": F.col("email").cast("string"),
        "phone": F.col("phone").cast("string"),
        "birth_date": F.col("birth_date").cast("date"),
        "postcode": F.col("postcode").cast("string"),
        "city": F.col("city").cast("string"),
        "country": F.col("country").cast("string"),
        "income": F.col("income").cast("decimal(12,2)"),
        "segment": F.col("segment").cast("string"),
        "marketing_consent": F.col("marketing_consent").cast("boolean"),
        "joined_on": F.col("joined_on").cast("date"),
        "updated_at": F.col("updated_at").cast("timestamp"),
        "source_system": F.col("source_system").cast("string"),
    })
    refused = not_read(source_path)
    if refused is not None:
        rejected = refused.count()
        if rejected:
            quarantined.append(set_aside("1", refused))
records_in = rows.count() + rejected

# COMMAND ----------

# DBTITLE 1,Step 2: incremental - each day's file holds those who changed; what is here already need not be read into the table again
# Keeps rows whose column is greater than the watermark, the greatest value that a successful run of this step
# has written; it is stored when the run succeeds.
rows = keep(rows)
reached = watermarks.get("2")
highest = F.max("updated_at")
if reached is not None:
    watermark = F.lit(reached).cast("timestamp")
    highest = F.greatest(highest, watermark)
    is_new = F.coalesce(F.col("updated_at") > watermark, F.lit(False))
    # What is not above it was loaded before, or came too late.
    rows = rows.where(is_new)
highest = rows.agg(F.date_format(highest, "yyyy-MM-dd HH:mm:ss.SSSSSSxxx").alias("highest")).first()["highest"]
if highest is not None:
    watermarks["2"] = highest

# COMMAND ----------

# DBTITLE 1,Step 3: audit_columns
# Adds columns that tell where each row came from.
rows = rows.withColumns({
    "_source": F.lit("../raw/customers*.csv"),
    "_run_id": F.lit(run_id),
    "_ingested_at": F.lit(run_at),
})

# COMMAND ----------

# DBTITLE 1,Step 4: append
# Adds all rows as one commit.
rows = keep(rows)
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(TARGET, rows, comment="A row as the CRM sent it; a customer has a row for each time it was sent")
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
    "tables": [name.replace("`", "") for name in [TARGET] + ([QUARANTINE] if quarantined else [])],
}
dbutils.notebook.exit(json.dumps(result))
