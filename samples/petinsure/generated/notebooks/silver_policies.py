# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table silver.policies | steps 1-12 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.policies
# MAGIC
# MAGIC A policy of a known pet
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.petinsure.bronze_policies`, `main.petinsure.silver_pets` |
# MAGIC | Writes | `main.petinsure.silver_policies`, `main.petinsure.silver_policies_quarantine` |
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
dbutils.widgets.text("schema", "petinsure", "Schema")
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
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TARGET = f"`{catalog}`.`{schema}`.`silver_policies`"
QUARANTINE = f"`{catalog}`.`{schema}`.`silver_policies_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_policies`"
BRONZE_POLICIES = f"`{catalog}`.`{schema}`.`bronze_policies`"
SILVER_PETS = f"`{catalog}`.`{schema}`.`silver_pets`"
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

# DBTITLE 1,Step 1: from
# Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.
rows = spark.table(BRONZE_POLICIES)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: rename
# Renames columns; all at once, so two may swap names.
rows = rows.withColumnsRenamed({
    "_id": "policy_id",
    "_status": "status",
    "customer": "customer_id",
    "pet": "pet_id",
    "start": "starts_on",
    "end": "ends_on",
})

# COMMAND ----------

# DBTITLE 1,Step 3: clean_text
# In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes
# case, makes empty texts null.
rows = rows.withColumn("status", F.nullif(F.lower(F.trim(F.col("status"))), F.lit("")))

# COMMAND ----------

# DBTITLE 1,Step 4: join
# Joins each row with the rows of the right table that have its keys.
other = spark.table(SILVER_PETS)
must_be_unique(other, [F.col("pet_id")], "of silver.pets")
rows = (
    rows.alias("left")
    .join(other.alias("right"), F.expr("left.pet_id = right.pet_id"), "left")
    .select("left.*", F.col("right.species"))
)

# COMMAND ----------

# DBTITLE 1,Step 5: expect (set_aside) - cover without a pet, without days or without a status cannot be billed; somebody has to look
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(
    ", ",
    F.when(~holds("species IS NOT NULL"), "pet_known"),
    F.when(~holds("ends_on >= starts_on"), "period_valid"),
    F.when(~holds("status IN ('active', 'expired', 'cancelled')"), "status_known"),
))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("set_aside", refused))
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 6: impute - the policy was sold, so it has a price; the usual one of its product stands in until billing answers
# Replaces missing values.
rows = keep(rows)
group = F.array(F.col("product"), F.col("species"))
present = rows.withColumn("__key", group)
fit = fitted(
    "6", "impute", "39b81a32e1427e029cbb287538e07332d8fe77765477ca8e17b930536e69bd97",
    lambda: (
        present.where(~F.col("premium").isNull())
        .groupBy("__key").agg(F.expr("percentile(CAST(premium AS DOUBLE), 0.5)").alias("v"))
        .select(F.lit("premium").alias("column"), F.lit("median").alias("name"), F.col("__key").alias("key"), F.col("v").cast("string").alias("value"))
    ),
)
rows = rows.withColumn("__key", group)
rows = rows.join(fit.where(F.col("column") == "premium").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
rows = rows.withColumns({
    "premium": F.coalesce(F.col("premium").cast("double"), F.col("__fit_0").cast("double")),
    "premium_was_missing": F.col("premium").isNull(),
})
rows = rows.drop("__key", "__fit_0")

# COMMAND ----------

# DBTITLE 1,Step 7: cast
# Casts by Spark's rules in the plan's ANSI mode; with a pattern, by to_date or to_timestamp.
rows = rows.withColumn("premium", F.col("premium").cast("decimal(10,2)"))

# COMMAND ----------

# DBTITLE 1,Step 8: window
# Computes each expression over the row's frame.
rows = rows.withColumns({
    "covered_until": F.expr(
        "max(ends_on) OVER (PARTITION BY pet_id ORDER BY starts_on, policy_id ROWS BETWEEN "
        "UNBOUNDED PRECEDING AND 1 PRECEDING)"
    ),
})

# COMMAND ----------

# DBTITLE 1,Step 9: derive (overlap) - two policies of one pet at a time may be meant, and may be a mistake; it is told, and counts as a risk
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumn("overlaps_previous", F.expr("coalesce(starts_on <= covered_until, FALSE)"))

# COMMAND ----------

# DBTITLE 1,Step 10: expect (overlap_told)
# Checks each rule on each row.
rows = keep(rows)
broken = rows.agg(F.count_if(~holds("NOT overlaps_previous")).alias("one_at_a_time")).first().asDict()
said = "; ".join(f"{count} rows violate {name}" for name, count in broken.items() if count)
if said:
    print(f"WARNING: {said}")

# COMMAND ----------

# DBTITLE 1,Step 11: drop
# Removes the columns named.
rows = rows.drop("coverage", "covered_until", "_source", "_run_id", "_ingested_at")

# COMMAND ----------

# DBTITLE 1,Step 12: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("policy_id").isNull(), "policy_id is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("12", refused))
rows = judged.where("_reason = ''").drop("_reason")
must_be_unique(rows, [F.col("policy_id")], "of the source")
if quarantined:
    quarantine(quarantined)
for name, condition in [
    ("policy_id is never null", "policy_id IS NOT NULL"),
    ("pet_id is never null", "pet_id IS NOT NULL"),
    ("customer_id is never null", "customer_id IS NOT NULL"),
    ("ends_after_start", "ends_on >= starts_on"),
]:
    broken = rows.where(~holds(condition)).count()
    if broken:
        raise ValueError(f"{broken} rows break what is promised of the table: {name} ({condition}).")
records_out = rows.count()
create_table(TARGET, rows, not_null=["policy_id", "pet_id", "customer_id"], comment="A policy of a known pet")
keys = ["policy_id"]
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
    "tables": [name.replace("`", "") for name in [TARGET] + ([QUARANTINE] if quarantined else [])],
}
dbutils.notebook.exit(json.dumps(result))
