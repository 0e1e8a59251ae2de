# Databricks notebook source
# FlowForge 1.2.3 | plan set_operations | table silver.younger | steps 1-4 | sha256:6a467a5bc6d4d3e9
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.younger
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_people`, `main.shop.bronze_older` |
# MAGIC | Writes | `main.shop.silver_younger` |
# MAGIC | Run again | the same rows are not written again; others take their place in one commit |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import uuid
from datetime import datetime, timezone

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

TARGET = f"`{catalog}`.`{schema}`.`silver_younger`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_younger`"
BRONZE_PEOPLE = f"`{catalog}`.`{schema}`.`bronze_people`"
BRONZE_OLDER = f"`{catalog}`.`{schema}`.`bronze_older`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def categories_of(rows, name, value, order, top=None):
    """A column's categories as texts with their places from 0. Null is no category."""
    counted = rows.where(value.isNotNull()).groupBy(value.alias("text")).agg(F.count("*").alias("n"))
    place = F.row_number().over(Window.orderBy(*order)) - 1
    placed = counted.select(F.lit(name).alias("column"), F.lit("category").alias("name"), F.array("text").alias("key"), place.alias("value"))
    return placed if top is None else placed.where(F.col("value") < top)


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


def digest(rows, names):
    """Count and order-free hash: the same for the same rows."""
    formats = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}
    row = F.xxhash64(F.to_json(F.struct(*[column(name).alias(name.lower()) for name in names]), formats))
    return rows.agg(F.count("*"), F.sum(row.cast("decimal(20,0)")), F.bit_xor(row)).first()


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


def fitted_keys(fit, name):
    """The fitted texts of a column in their order."""
    stored = fit.where(F.col("column") == name).orderBy(F.col("value").cast("bigint")).collect()
    return [row["key"][0] for row in stored]


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


def must_be_new(rows, names):
    """Stops the run at a name that is taken: the column that is there would be lost."""
    there = {name.lower() for name in rows.columns}
    for name in names:
        if name.lower() in there:
            raise ValueError(f"There would be a second column {name}. Rename or drop the first one, or give another name or prefix.")
        there.add(name.lower())


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

# COMMAND ----------

# DBTITLE 1,Step 1: from
# Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.
rows = spark.table(BRONZE_PEOPLE)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: except
# Keeps the rows that the other table does not have, each once; with all, as often as they are here more than
# there.
rows = rows.exceptAll(spark.table(BRONZE_OLDER).select(*[column(name) for name in rows.columns]))

# COMMAND ----------

# DBTITLE 1,Step 3: one_hot
# Adds <column>_<category> for each category: 1 where the value is the category, else 0.
rows = keep(rows)
fit = fitted(
    "3", "one_hot", "6462b43746e68a5a42c4796ca30d5ec35e9cc3f8a35f12aea38923f2bce015f2",
    lambda: categories_of(rows, "city", F.col("city"), [F.col("n").desc(), F.col("text").asc()], top=3),
)
categories = fitted_keys(fit, "city")
names = ["city_" + str(number) for number in range(len(categories))]
must_be_new(rows, names)
rows = rows.withColumns({name: F.when(F.col("city") == category, 1).otherwise(0) for name, category in zip(names, categories)})
rows = rows.drop("city")

# COMMAND ----------

# DBTITLE 1,Step 4: overwrite
# Replaces rows as one commit; when the new rows are the old ones nothing is written.
rows = keep(rows)
records_out = rows.count()
create_table(TARGET, rows)
# Rows that are there already are not written again.
if not is_same(rows, spark.table(TARGET)):
    rows.write.format("delta").mode("overwrite").saveAsTable(TARGET)

# COMMAND ----------

# DBTITLE 1,Result
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET]],
}
dbutils.notebook.exit(json.dumps(result))
