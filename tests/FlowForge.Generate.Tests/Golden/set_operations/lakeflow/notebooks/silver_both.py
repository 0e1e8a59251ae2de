# Databricks notebook source
# FlowForge 1.2.3 | plan set_operations | table silver.both | steps 1-4 | sha256:6a467a5bc6d4d3e9
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.both
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_people`, `main.shop.bronze_older` |
# MAGIC | Writes | `main.shop.silver_both`, `main.shop.silver_both_quarantine` |
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
spark.conf.set("spark.sql.session.timeZone", "UTC")

TARGET = f"`{catalog}`.`{schema}`.`silver_both`"
QUARANTINE = f"`{catalog}`.`{schema}`.`silver_both_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_both`"
BRONZE_PEOPLE = f"`{catalog}`.`{schema}`.`bronze_people`"
BRONZE_OLDER = f"`{catalog}`.`{schema}`.`bronze_older`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0
quarantined = []

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


def fitted(step, kind, fingerprint, fit):
    """What an earlier run fitted for this step, or what fit() finds now, kept for later runs and for scoring: column, name, key, value."""
    mine = (F.col("step") == step) & (F.col("fingerprint") == fingerprint)
    if full_refresh or not spark.catalog.tableExists(FITTED) or spark.table(FITTED).where(mine).isEmpty():
        found = fit().select(
            F.lit(step).alias("step"),
            F.lit(fingerprint).alias("fingerprint"),
            F.lit(kind).alias("kind"),
            "column", "name", "key", F.col("value").cast("string").alias("value"),
        )
        create_table(FITTED, found)
        found.write.format("delta").mode("overwrite").option("replaceWhere", f"step = '{step}'").saveAsTable(FITTED)
    return spark.table(FITTED).where(mine).select("column", "name", "key", "value")


def fitted_numbers(step, kind, fingerprint, fit):
    """Fitted numbers by "column:name". One that had no values to be fitted from is missing."""
    def found():
        numbers = fit().first().asDict()
        rows = [(*name.rsplit(":", 1), [], repr(float(value))) for name, value in numbers.items() if value is not None]
        return spark.createDataFrame(rows, "column STRING, name STRING, key ARRAY<STRING>, value STRING")

    stored = fitted(step, kind, fingerprint, found).collect()
    return {f"{row['column']}:{row['name']}": float(row["value"]) for row in stored}


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


def merge_into(name, rows, on, *clauses):
    """Merges the rows, called source, into the table, called target. In SQL: the API of Delta 3 knows no names of three parts."""
    rows.createOrReplaceTempView("rows_to_merge")
    spark.sql(f"MERGE INTO {name} AS target USING rows_to_merge AS source ON {on} {' '.join(clauses)}")


def must_be_unique_with_nulls(rows, keys, whose):
    """Stops the run when a key is there twice; nulls are equal to each other."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    twin = named.groupBy(*named.columns).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")


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


def same_keys_with_nulls(keys):
    return " AND ".join(f"target.{quoted(name)} <=> source.{quoted(name)}" for name in keys)


def scaled(value, center, width, flat):
    """(value - center) / width; a column without spread is flat. Null and NaN stay what they are."""
    number = (value - F.lit(center)) / F.lit(width) if center is not None and width else F.lit(flat)
    return F.when(value.isNull() | F.isnan(value), value).otherwise(number)


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

# DBTITLE 1,Step 1: from
# Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.
rows = spark.table(BRONZE_PEOPLE)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: intersect
# Keeps the rows that the other table has too, each once; with all, as often as they are in both.
rows = rows.intersect(spark.table(BRONZE_OLDER))

# COMMAND ----------

# DBTITLE 1,Step 3: scale
# Fits the numbers named and applies them.
rows = keep(rows)
fit = fitted_numbers(
    "3", "scale", "cc190da6a1700c06664c311e9fa94506935e8c1ea68a1fdf123e621900e15bd3",
    lambda: rows.agg(
        F.expr("avg(CAST(income AS DOUBLE)) FILTER (WHERE abs(CAST(income AS DOUBLE)) < double('infinity'))").alias("income:center"),
        F.expr("stddev(CAST(income AS DOUBLE)) FILTER (WHERE abs(CAST(income AS DOUBLE)) < double('infinity'))").alias("income:width"),
    ),
)
rows = rows.withColumn("income", scaled(F.col("income").cast("double"), 0.0, fit.get("income:width"), 0.0))

# COMMAND ----------

# DBTITLE 1,Step 4: merge
# Matches rows by key.
rows = keep(rows)
must_be_unique_with_nulls(rows, [F.col("city"), F.col("id")], "of the source")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(TARGET, rows)
keys = ["city", "id"]
changed = [name for name in rows.columns if name not in keys]
merge_into(
    TARGET,
    rows,
    same_keys_with_nulls(keys),
    f"WHEN MATCHED AND ({differs(rows, changed)}) THEN UPDATE SET {from_source(changed)}",
    "WHEN NOT MATCHED AND ((source.age IS NOT NULL)) THEN INSERT " + new_row(["city", "id", "age"]),
    "WHEN NOT MATCHED BY SOURCE AND (target.age > 30) THEN DELETE",
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
