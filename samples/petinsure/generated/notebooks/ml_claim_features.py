# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table ml.claim_features | steps 1-7 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # ml.claim_features
# MAGIC
# MAGIC What was known of a claim when it was submitted, and nothing that came later
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.petinsure.gold_fact_claims` |
# MAGIC | Writes | `main.petinsure.ml_claim_features` |
# MAGIC | Run again | matches rows by key and time: what is there already does not change |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import uuid
from datetime import datetime, timezone

from pyspark.errors import PySparkException
from pyspark.sql import Window
from pyspark.sql import functions as F

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema", "petinsure", "Schema")
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

TARGET = f"`{catalog}`.`{schema}`.`ml_claim_features`"
GOLD_FACT_CLAIMS = f"`{catalog}`.`{schema}`.`gold_fact_claims`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def add_columns(name, rows):
    """Adds the columns that the table does not have yet: an append of no rows changes its schema alone."""
    there = {column_name.lower() for column_name in spark.table(name).columns}
    new = [field for field in rows.schema if field.name.lower() not in there]
    if any(is_odd(field) for field in new):
        map_names(name)
    if new:
        rows.limit(0).write.format("delta").mode("append").option("mergeSchema", "true").saveAsTable(name)


def all_descending(rows):
    """All columns that have an order, the greatest first. They decide between rows of one time."""
    return [column(field.name).desc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


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


def map_names(name):
    """Lets a table have column names that files cannot have. Who reads the table needs Delta's reader version 2 from then on."""
    if spark.sql(f"SHOW TBLPROPERTIES {name}").where("key = 'delta.columnMapping.mode' AND value <> 'none'").isEmpty():
        versions = "'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5'"
        spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name', {versions})")


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


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def same_keys(keys):
    return " AND ".join(f"target.{quoted(name)} = source.{quoted(name)}" for name in keys)


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
rows = spark.table(GOLD_FACT_CLAIMS)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: select
# Keeps only the columns named.
rows = rows.select(
    "claim_id",
    "policy_id",
    "practice_id",
    "submitted_at",
    "species",
    "product",
    "diagnosis_code",
    "channel",
    "amount_claimed",
    "days_since_start",
)

# COMMAND ----------

# DBTITLE 1,Step 3: window_features - claims that come in bursts
# For each row and window counts the events of its entity with cutoff - window <= time < cutoff, and computes
# <column>_<function>_<window>.
rows = keep(rows)
events = spark.table(GOLD_FACT_CLAIMS)
probes = rows.select(F.col("policy_id").alias("__key_0"), F.expr("submitted_at").alias("__cutoff")).distinct()
found = (
    events.join(probes, F.expr("policy_id = __key_0 AND submitted_at < __cutoff AND submitted_at >= __cutoff - INTERVAL 365 DAYS"))
    .groupBy("__key_0", "__cutoff")
    .agg(
        F.expr("count(*) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 30 DAYS)").alias("policy_claims_30d"),
        F.expr("sum(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 30 DAYS)").alias("amount_claimed_sum_30d"),
        F.expr("CAST(avg(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 30 DAYS) AS DOUBLE)").alias("amount_claimed_mean_30d"),
        F.expr("max(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 30 DAYS)").alias("amount_claimed_max_30d"),
        F.expr(
            "datediff(max(__cutoff), max(submitted_at) FILTER (WHERE submitted_at >= __cutoff - "
            "INTERVAL 30 DAYS))"
        ).alias("recency_30d"),
        F.expr("count(*) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 365 DAYS)").alias("policy_claims_365d"),
        F.expr("sum(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 365 DAYS)").alias("amount_claimed_sum_365d"),
        F.expr("CAST(avg(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 365 DAYS) AS DOUBLE)").alias("amount_claimed_mean_365d"),
        F.expr("max(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 365 DAYS)").alias("amount_claimed_max_365d"),
        F.expr(
            "datediff(max(__cutoff), max(submitted_at) FILTER (WHERE submitted_at >= __cutoff - "
            "INTERVAL 365 DAYS))"
        ).alias("recency_365d"),
    )
)
rows = rows.withColumns({"__key_0": F.col("policy_id"), "__cutoff": F.expr("submitted_at")})
rows = rows.join(found, ["__key_0", "__cutoff"], "left")
rows = rows.withColumns({
    "policy_claims_30d": F.coalesce(F.col("policy_claims_30d"), F.lit(0)),
    "policy_claims_365d": F.coalesce(F.col("policy_claims_365d"), F.lit(0)),
})
rows = rows.drop("__key_0", "__cutoff")

# COMMAND ----------

# DBTITLE 1,Step 4: history_features
# Describes the events of each entity before its cutoff, in the order of time and then of all columns.
rows = keep(rows)
events = spark.table(GOLD_FACT_CLAIMS)
probes = rows.select(F.col("policy_id").alias("__key_0"), F.expr("submitted_at").alias("__cutoff")).distinct()
in_time = Window.partitionBy("__key_0", "__cutoff").orderBy("submitted_at")
latest = Window.partitionBy("__key_0", "__cutoff").orderBy(F.col("submitted_at").desc(), *all_descending(events))
found = (
    events.join(probes, F.expr("policy_id = __key_0 AND submitted_at < __cutoff"))
    .withColumn("__gap", F.datediff("submitted_at", F.lag("submitted_at").over(in_time)))
    .withColumn("__back", F.row_number().over(latest))
    .groupBy("__key_0", "__cutoff")
    .agg(
        F.expr("datediff(max(__cutoff), max(submitted_at))").alias("history_recency"),
        F.expr("count(*)").alias("history_frequency"),
        F.expr("count(*) * 30 / CAST(nullif(datediff(max(submitted_at), min(submitted_at)), 0) AS DOUBLE)").alias("history_velocity"),
        F.expr("first(amount_claimed) FILTER (WHERE __back = 1)").alias("history_amount_claimed_lag1"),
    )
)
rows = rows.withColumns({"__key_0": F.col("policy_id"), "__cutoff": F.expr("submitted_at")})
rows = rows.join(found, ["__key_0", "__cutoff"], "left")
rows = rows.withColumn("history_frequency", F.coalesce(F.col("history_frequency"), F.lit(0)))
rows = rows.drop("__key_0", "__cutoff")

# COMMAND ----------

# DBTITLE 1,Step 5: window_features - practices that charge much
# For each row and window counts the events of its entity with cutoff - window <= time < cutoff, and computes
# <column>_<function>_<window>.
rows = keep(rows)
events = spark.table(GOLD_FACT_CLAIMS)
probes = rows.select(
    F.col("practice_id").alias("__key_0"),
    F.expr("submitted_at").alias("__cutoff"),
).distinct()
found = (
    events.join(probes, F.expr("practice_id = __key_0 AND submitted_at < __cutoff AND submitted_at >= __cutoff - INTERVAL 180 DAYS"))
    .groupBy("__key_0", "__cutoff")
    .agg(
        F.expr("count(*) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 180 DAYS)").alias("practice_claims_180d"),
        F.expr("CAST(avg(amount_claimed) FILTER (WHERE submitted_at >= __cutoff - INTERVAL 180 DAYS) AS DOUBLE)").alias("amount_claimed_mean_180d"),
    )
)
rows = rows.withColumns({"__key_0": F.col("practice_id"), "__cutoff": F.expr("submitted_at")})
rows = rows.join(found, ["__key_0", "__cutoff"], "left")
rows = rows.withColumn("practice_claims_180d", F.coalesce(F.col("practice_claims_180d"), F.lit(0)))
rows = rows.drop("__key_0", "__cutoff")

# COMMAND ----------

# DBTITLE 1,Step 6: derive
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({
    "amount_to_practice": F.expr("try_divide(CAST(amount_claimed AS DOUBLE), CAST(amount_claimed_mean_180d AS DOUBLE))"),
})

# COMMAND ----------

# DBTITLE 1,Step 7: feature_table
# Merges rows by key and timestamp: rows that are there are replaced, new ones added.
rows = keep(rows)
keys = ["claim_id", "submitted_at"]
without_key = rows.where(" OR ".join(f"{quoted(name)} IS NULL" for name in keys)).count()
if without_key:
    raise ValueError(f"{without_key} rows have no value in {' or '.join(keys)}.")
must_be_unique(rows, [column(name) for name in keys], "of the features")
records_out = rows.count()
create_table(
    TARGET,
    rows,
    comment="What was known of a claim when it was submitted, and nothing that came later",
)
add_columns(TARGET, rows)
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
result = {
    "records_in": records_in,
    "records_out": records_out,
    "rejected": rejected,
    "tables": [name.replace("`", "") for name in [TARGET]],
}
dbutils.notebook.exit(json.dumps(result))
