# Databricks notebook source
# FlowForge 1.2.3 | plan hard_names | table silver.orders | steps 1-9 | sha256:8fe78bf4227bf4b2
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.orders
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_orders` |
# MAGIC | Writes | `main.shop.silver_orders` |
# MAGIC | Run again | replaces the partitions that occur in the rows |

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

TARGET = f"`{catalog}`.`{schema}`.`silver_orders`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_orders`"
BRONZE_ORDERS = f"`{catalog}`.`{schema}`.`bronze_orders`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

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
rows = spark.table(BRONZE_ORDERS)
rows = rows.where("`a.b` > 0 AND `select` = 'it\\'s \"x\\\\y\"'")
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: clean_text
# In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes
# case, makes empty texts null.
rows = rows.withColumns({
    "select": F.nullif(F.trim(F.col("select")), F.lit("")),
    "back`tick": F.nullif(F.trim(F.col("`back``tick`")), F.lit("")),
    "quo\"te": F.nullif(F.trim(F.col("quo\"te")), F.lit("")),
})

# COMMAND ----------

# DBTITLE 1,Step 3: derive
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({"new col": F.expr("`a.b` * 2"), "día": F.expr("upper(`größe`)")})

# COMMAND ----------

# DBTITLE 1,Step 4: rename
# Renames columns; all at once, so two may swap names.
names = {"select": "from", "from": "select"}
rows = rows.toDF(*[names.get(name.lower(), name) for name in rows.columns])

# COMMAND ----------

# DBTITLE 1,Step 5: impute
# Replaces missing values.
rows = keep(rows)
group = F.array(F.col("größe"))
present = rows.withColumn("__key", group)
fit = fitted(
    "5", "impute", "42340c227397ce718b8f721d8309d72ccb4c6033e99216e1e73901b15c6f572b",
    lambda: (
        present.where(~F.col("`a.b`").isNull())
        .groupBy("__key").agg(F.expr("percentile(CAST(`a.b` AS DOUBLE), 0.5)").alias("v"))
        .select(F.lit("a.b").alias("column"), F.lit("median").alias("name"), F.col("__key").alias("key"), F.col("v").cast("string").alias("value"))
    ),
)
rows = rows.withColumn("__key", group)
rows = rows.join(fit.where(F.col("column") == "a.b").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
rows = rows.withColumn("a.b", F.coalesce(F.col("`a.b`").cast("double"), F.col("__fit_0").cast("double")))
rows = rows.drop("__key", "__fit_0")

# COMMAND ----------

# DBTITLE 1,Step 6: deduplicate
# Keeps the first row of each key in the given order; ties, and no order at all, are decided by the other
# columns ascending, so that the answer is always the same.
first = Window.partitionBy("order id", "`back``tick`").orderBy(F.col("`a.b`").desc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

# COMMAND ----------

# DBTITLE 1,Step 7: expect
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(", ", F.when(~holds("`order id` IS NOT NULL"), "has 'id'")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 8: unpivot
# Makes a row per row and column.
rows = rows.unpivot(
    ["order id", "größe"],
    ["`a.b`", F.col("new col").cast("double").alias("new col")],
    "name",
    "the value",
)

# COMMAND ----------

# DBTITLE 1,Step 9: overwrite
# Replaces rows as one commit; when the new rows are the old ones nothing is written.
# Delta keeps an empty text of a partition as null.
rows = rows.withColumn("größe", F.when(F.col("größe").cast("string") != "", F.col("größe")))
rows = keep(rows)
records_out = rows.count()
create_table(TARGET, rows, partitioned_by=["größe"])
partitions = rows.select("größe").distinct()
touched = spark.table(TARGET).alias("old").join(partitions.alias("new"), F.expr("old.`größe` <=> new.`größe`"), "left_semi")
if not is_same(rows, touched):
    rows.write.format("delta").mode("overwrite").option("partitionOverwriteMode", "dynamic").partitionBy("größe").saveAsTable(TARGET)

# COMMAND ----------

# DBTITLE 1,Result
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET]],
}
dbutils.notebook.exit(json.dumps(result))
