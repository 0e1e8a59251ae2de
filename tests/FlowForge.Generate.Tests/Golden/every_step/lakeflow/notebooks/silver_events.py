# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table silver.events | steps 1-9 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.events
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_events`, `main.shop.silver_customers`, `main.shop.bronze_rates` |
# MAGIC | Writes | `main.shop.silver_events` |
# MAGIC | Run again | replaces the rows of the condition |

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
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")

TARGET = f"`{catalog}`.`{schema}`.`silver_events`"
BRONZE_EVENTS = f"`{catalog}`.`{schema}`.`bronze_events`"
SILVER_CUSTOMERS = f"`{catalog}`.`{schema}`.`silver_customers`"
BRONZE_RATES = f"`{catalog}`.`{schema}`.`bronze_rates`"
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


def must_be_unique(rows, keys, whose):
    """Stops the run when a key is there twice. A key with a null matches nothing and may be there often."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    names = named.columns
    present = named.where(" AND ".join(f"{name} IS NOT NULL" for name in names))
    twin = present.groupBy(*names).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")


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
rows = spark.table(BRONZE_EVENTS)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: filter
# Keeps rows for which the condition is true.
rows = rows.where("amount > 0 AND kind IN ('buy', 'return')")

# COMMAND ----------

# DBTITLE 1,Step 3: derive
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({"day": F.expr("to_date(at)"), "is_large": F.expr("amount >= 1000")})

# COMMAND ----------

# DBTITLE 1,Step 4: join
# Joins each row with the rows of the right table that have its keys.
other = spark.table(SILVER_CUSTOMERS)
must_be_unique(other, [F.col("customer_id")], "of silver.customers")
rows = (
    rows.alias("left")
    .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
    .select("left.*", F.col("right.city").alias("customer_city"), F.col("right.plan").alias("customer_plan"))
)

# COMMAND ----------

# DBTITLE 1,Step 5: lookup
# Finds, for each row, the first row of the other table with its keys and bounds around its value.
rows = keep(rows)
other = spark.table(BRONZE_RATES)
probes = rows.select(F.col("customer_plan").alias("__key_0"), F.expr("qty").alias("__value")).distinct()
first = Window.partitionBy("__key_0", "__value").orderBy(F.col("low").asc(), *all_ascending(other))
found = (
    probes.alias("left")
    .join(other.alias("right"), F.expr("right.plan = left.__key_0 AND left.__value IS NOT NULL AND (left.__value >= right.low OR right.low IS NULL) AND (left.__value < right.high OR right.high IS NULL)"))
    .withColumn("__place", F.row_number().over(first))
    .where("__place = 1")
    .select("__key_0", "__value", F.lit(True).alias("__found"), F.col("rate").alias("__taken_0"))
)
rows = rows.withColumns({"__key_0": F.col("customer_plan"), "__value": F.expr("qty")})
rows = rows.join(found, ["__key_0", "__value"], "left")
rows = rows.withColumns({
    "rate": F.when(F.col("__found"), F.col("__taken_0")).otherwise(F.lit("1.5").cast("double")),
})
rows = rows.drop("__key_0", "__value", "__taken_0", "__found")

# COMMAND ----------

# DBTITLE 1,Step 6: surrogate_key
# Computes the key of the business key columns; the same values always give the same key.
rows = rows.select(F.sha2(F.to_json(F.struct("event_id", "kind")), 256).alias("event_key"), "*")

# COMMAND ----------

# DBTITLE 1,Step 7: window
# Computes each expression over the row's frame.
rows = rows.withColumns({
    "nth": F.expr("row_number() OVER (PARTITION BY customer_id ORDER BY at, event_id)"),
    "before": F.expr("lag(amount) OVER (PARTITION BY customer_id ORDER BY at, event_id)"),
})

# COMMAND ----------

# DBTITLE 1,Step 8: expect
# Checks each rule on each row.
rows = keep(rows)
broken = rows.agg(F.count_if(~holds("amount > 0")).alias("positive")).first().asDict()
said = "; ".join(f"{count} rows violate {name}" for name, count in broken.items() if count)
if said:
    raise ValueError(said)

# COMMAND ----------

# DBTITLE 1,Step 9: overwrite
# Replaces rows as one commit; when the new rows are the old ones nothing is written.
records_out = rows.count()
create_table(TARGET, rows)
replaced = "`day` >= DATE '2024-01-01'"
outside = rows.where(~holds(replaced)).count()
if outside:
    raise ValueError(f"{outside} rows are outside of what is replaced: {replaced}.")
if not is_same(rows, spark.table(TARGET).where(replaced)):
    rows.write.format("delta").mode("overwrite").option("replaceWhere", replaced).saveAsTable(TARGET)

# COMMAND ----------

# DBTITLE 1,Result
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET]],
}
dbutils.notebook.exit(json.dumps(result))
