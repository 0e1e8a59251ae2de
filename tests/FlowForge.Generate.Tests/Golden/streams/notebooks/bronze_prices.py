# Databricks notebook source
# FlowForge 1.2.3 | plan streams | table bronze.prices | steps 1-3 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.prices
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `prices` (abfss://raw@lake.dfs.core.windows.net/prices) |
# MAGIC | Writes | `main.shop.bronze_prices`, `main.shop.bronze_prices_quarantine` |
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
dbutils.widgets.text("source_path", "abfss://raw@lake.dfs.core.windows.net/prices", "Path of prices")
dbutils.widgets.text("source_format", "delta", "parquet or delta")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
source_path = dbutils.widgets.get("source_path")
source_format = dbutils.widgets.get("source_format")
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Vienna")

TARGET = f"`{catalog}`.`{schema}`.`bronze_prices`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_prices_quarantine`"
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


def from_source(names):
    return ", ".join(f"{quoted(name)} = source.{quoted(name)}" for name in names)


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


def merge_into(name, rows, on, *clauses):
    """Merges the rows, called source, into the table, called target. In SQL: the API of Delta 3 knows no names of three parts."""
    rows.createOrReplaceTempView("rows_to_merge")
    spark.sql(f"MERGE INTO {name} AS target USING rows_to_merge AS source ON {on} {' '.join(clauses)}")


def new_row(names):
    return f"({', '.join(quoted(name) for name in names)}) VALUES ({', '.join(f'source.{quoted(name)}' for name in names)})"


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

# DBTITLE 1,Step 1: read
# Brings in all rows of the source, converted to its columns' types.
rows = spark.read.format(source_format).load(source_path)
rows = rows.withColumns({
    "sku": F.col("sku").cast("string"),
    "price": F.col("price").cast("decimal(10,2)"),
    "at": F.col("at").cast("timestamp"),
    "gone": F.col("gone").cast("boolean"),
})
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: expect (set_aside)
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(", ", F.when(~holds("price > 0"), "is_price")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("set_aside", refused))
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 3: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("sku").isNull(), "sku is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("3", refused))
rows = judged.where("_reason = ''").drop("_reason")
first = Window.partitionBy("sku").orderBy(F.col("at").desc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(TARGET, rows)
keys = ["sku"]
changed = [name for name in rows.columns if name not in keys]
merge_into(
    TARGET,
    rows,
    same_keys(keys),
    "WHEN MATCHED AND (source.gone) THEN DELETE",
    f"WHEN MATCHED AND (({differs(rows, changed)}) AND (" + "source.at >= target.at" + f")) THEN UPDATE SET {from_source(changed)}",
    "WHEN NOT MATCHED AND (NOT coalesce(source.gone, FALSE)) THEN INSERT " + new_row(rows.columns),
)

# COMMAND ----------

# DBTITLE 1,Result
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET] + ([QUARANTINE] if quarantined else [])],
}
dbutils.notebook.exit(json.dumps(result))
