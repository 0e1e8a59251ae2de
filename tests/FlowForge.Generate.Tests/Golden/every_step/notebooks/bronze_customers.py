# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table bronze.customers | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.customers
# MAGIC
# MAGIC As they come
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `customers` (raw/customers.csv) |
# MAGIC | Writes | `main.shop.bronze_customers`, `main.shop.bronze_customers_quarantine` |
# MAGIC | Run again | the same rows are not written again; others take their place in one commit |

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
dbutils.widgets.text("source_path", "/Volumes/main/shop/raw/customers.parquet", "Path of customers")
dbutils.widgets.text("source_format", "", "parquet or delta that the converter landed, or csv (default: as the path ends)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
# `sh landing/land.sh` lands it from raw/customers.csv.
source_path = dbutils.widgets.get("source_path")
source_format = dbutils.widgets.get("source_format") or ("parquet" if source_path.rstrip("/").endswith(".parquet") else "csv")
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TARGET = f"`{catalog}`.`{schema}`.`bronze_customers`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_customers_quarantine`"
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


def digest(rows, names):
    """Count and order-free hash: the same for the same rows."""
    formats = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}
    row = F.xxhash64(F.to_json(F.struct(*[column(name).alias(name.lower()) for name in names]), formats))
    return rows.agg(F.count("*"), F.sum(row.cast("decimal(20,0)")), F.bit_xor(row)).first()


def is_odd(field):
    """Whether a column's name, or that of a field within it, has a sign that files cannot have: Delta has to map it to another."""
    kinds = [field.dataType]
    for kind in kinds:
        if any(is_odd(inner) for inner in getattr(kind, "fields", [])):
            return True
        kinds += [getattr(kind, part) for part in ("elementType", "keyType", "valueType") if hasattr(kind, part)]
    return any(sign in field.name for sign in " ,;{}()\n\t=")


def is_same(rows, there):
    """Whether the table holds these rows already. Where a row came from does not count."""
    told = sorted(name for name in rows.columns if name.lower() not in AUDIT)
    known = {name.lower(): name for name in there.columns if name.lower() not in AUDIT}
    if {name.lower() for name in told} != set(known):
        return False
    return digest(rows, told) == digest(there, [known[name.lower()] for name in told])


def keep(rows):
    """Computes the rows once although several cells look at them. Serverless compute has no cache: there they are computed again."""
    try:
        return rows.persist()
    except PySparkException:
        return rows


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
        told("customer_id").cast("int").alias("customer_id"),
        "name",
        "city",
        "born",
        told("income").cast("double").alias("income"),
        told("score").cast("double").alias("score"),
        "plan",
        told("tags").cast("array<string>").alias("tags"),
        told("address").cast("struct<street:string,place:struct<zip:string,country:string>>").alias("address"),
        told("updated_at").cast("timestamp").alias("updated_at"),
    )
else:
    rows = spark.read.format(source_format).load(source_path)
    rows = rows.withColumns({
        "customer_id": F.col("customer_id").cast("int"),
        "name": F.col("name").cast("string"),
        "city": F.col("city").cast("string"),
        "born": F.col("born").cast("string"),
        "income": F.col("income").cast("double"),
        "score": F.col("score").cast("double"),
        "plan": F.col("plan").cast("string"),
        "tags": F.col("tags").cast("array<string>"),
        "address": F.col("address").cast("struct<street:string,place:struct<zip:string,country:string>>"),
        "updated_at": F.col("updated_at").cast("timestamp"),
    })
    refused = not_read(source_path)
    if refused is not None:
        rejected = refused.count()
        if rejected:
            quarantined.append(set_aside("1", refused))
records_in = rows.count() + rejected

# COMMAND ----------

# DBTITLE 1,Step 2: audit_columns
# Adds columns that tell where each row came from.
rows = rows.withColumns({
    "_source": F.lit("raw/customers.csv"),
    "_run_id": F.lit(run_id),
    "_ingested_at": F.lit(run_at),
})

# COMMAND ----------

# DBTITLE 1,Step 3: overwrite
# Replaces rows as one commit; when the new rows are the old ones nothing is written.
rows = keep(rows)
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(TARGET, rows, comment="As they come")
# Rows that are there already are not written again.
if not is_same(rows, spark.table(TARGET)):
    rows.write.format("delta").mode("overwrite").saveAsTable(TARGET)

# COMMAND ----------

# DBTITLE 1,Result
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET] + ([QUARANTINE] if quarantined else [])],
}
dbutils.notebook.exit(json.dumps(result))
