# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table silver.customers | steps 1-15 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.customers
# MAGIC
# MAGIC One row per customer
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_customers` |
# MAGIC | Writes | `main.shop.silver_customers`, `main.shop.silver_customers_quarantine` |
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
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")

TARGET = f"`{catalog}`.`{schema}`.`silver_customers`"
QUARANTINE = f"`{catalog}`.`{schema}`.`silver_customers_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_customers`"
BRONZE_CUSTOMERS = f"`{catalog}`.`{schema}`.`bronze_customers`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0
quarantined = []

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


def outside(value, low, high, below, above, inside):
    """Below, above or inside of the bounds. Without bounds, as from no rows, nothing is outside."""
    if low is None or high is None:
        return inside
    return F.when(value < low, below).when(value > high, above).otherwise(inside)


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
rows = spark.table(BRONZE_CUSTOMERS)
rows = rows.where("customer_id IS NOT NULL")
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: flatten
# Replaces a struct by one column per field.
rows = rows.select(
    "customer_id",
    "name",
    "city",
    "born",
    "income",
    "score",
    "plan",
    "tags",
    F.col("`address`.`street`").alias("address_street"),
    F.col("`address`.`place`.`zip`").alias("address_place_zip"),
    F.col("`address`.`place`.`country`").alias("address_place_country"),
    "updated_at",
    "_source",
    "_run_id",
    "_ingested_at",
)

# COMMAND ----------

# DBTITLE 1,Step 3: drop
# Removes the columns named.
rows = rows.drop("address_place_country")

# COMMAND ----------

# DBTITLE 1,Step 4: clean_text - names come from three systems
# In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes
# case, makes empty texts null.
rows = rows.withColumns({
    "name": F.nullif(F.initcap(F.trim(F.regexp_replace(F.col("name"), "\\s+", " "))), F.lit("")),
    "city": F.nullif(F.initcap(F.trim(F.regexp_replace(F.col("city"), "\\s+", " "))), F.lit("")),
})

# COMMAND ----------

# DBTITLE 1,Step 5: cast
# Casts by Spark's rules in the plan's ANSI mode; with a pattern, by to_date or to_timestamp.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(
    "; ",
    F.when(F.col("born").isNotNull() & F.try_to_timestamp(F.col("born"), F.lit("dd.MM.yyyy")).cast("date").isNull(), F.concat(F.lit("born is no DATE: "), F.col("born"))),
))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("5", refused))
rows = judged.where("_reason = ''").drop("_reason")
rows = rows.withColumn("born", F.try_to_timestamp(F.col("born"), F.lit("dd.MM.yyyy")).cast("date"))

# COMMAND ----------

# DBTITLE 1,Step 6: rename
# Renames columns; all at once, so two may swap names.
rows = rows.withColumnsRenamed({"address_place_zip": "zip"})

# COMMAND ----------

# DBTITLE 1,Step 7: impute
# Replaces missing values.
rows = keep(rows)
fit = fitted_numbers(
    "7", "impute", "1303cb1a8fb9e14bbbac38241ce77d942edd96858f2e0a3aa0ac8f71bdc677ac",
    lambda: rows.agg(F.expr("percentile(CAST(income AS DOUBLE), 0.5)").alias("income:median")),
)
rows = rows.withColumns({
    "income": F.coalesce(F.col("income"), F.lit(fit.get("income:median"))),
    "income_was_missing": F.col("income").isNull(),
})

# COMMAND ----------

# DBTITLE 1,Step 8: impute
# Replaces missing values.
rows = keep(rows)
group = F.array(F.col("plan"))
present = rows.withColumn("__key", group)
fit = fitted(
    "8", "impute", "d75fc186c53658f85431c1adb658edaa1d1449d1d3fe2b8cdb3d5a4e043151ac",
    lambda: (
        present.where(~F.col("city").isNull())
        .groupBy("__key", F.col("city").alias("v")).agg(F.count("*").alias("n"))
        .withColumn("place", F.row_number().over(Window.partitionBy("__key").orderBy(F.col("n").desc(), F.col("v").asc())))
        .where("place = 1")
        .select(F.lit("city").alias("column"), F.lit("mode").alias("name"), F.col("__key").alias("key"), F.col("v").alias("value"))
    ),
)
rows = rows.withColumn("__key", group)
rows = rows.join(fit.where(F.col("column") == "city").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
rows = rows.withColumn("city", F.coalesce(F.col("city"), F.col("__fit_0")))
rows = rows.drop("__key", "__fit_0")

# COMMAND ----------

# DBTITLE 1,Step 9: impute
# Replaces missing values.
rows = rows.withColumns({
    "score": F.when((F.col("score").isNull() | F.isnan(F.col("score"))), F.lit("0").cast("double")).otherwise(F.col("score")),
})

# COMMAND ----------

# DBTITLE 1,Step 10: impute
# Replaces missing values.
sequence = Window.partitionBy().orderBy(F.col("updated_at").asc(), *all_ascending(rows)).rowsBetween(Window.unboundedPreceding, Window.currentRow)
rows = rows.withColumn("plan", F.last(F.col("plan"), ignorenulls=True).over(sequence))

# COMMAND ----------

# DBTITLE 1,Step 11: cap_outliers
# Finds a lower and an upper bound per column from the fitted rows (percentiles are exact and interpolated,
# the deviation is the sample's) and treats values outside of them.
rows = keep(rows)
fit = fitted_numbers(
    "11", "cap_outliers", "c157304dc4dd96c7c9a50f7454756693a336cd21f35c4cba0268f88d15e828f5",
    lambda: rows.agg(
        F.expr(
            "percentile(CAST(score AS DOUBLE), 0.01) FILTER (WHERE abs(CAST(score AS DOUBLE)) < "
            "double('infinity'))"
        ).alias("score:lower"),
        F.expr(
            "percentile(CAST(score AS DOUBLE), 0.99) FILTER (WHERE abs(CAST(score AS DOUBLE)) < "
            "double('infinity'))"
        ).alias("score:upper"),
    ),
)
rows = rows.withColumns({
    "score_is_outlier": outside(
        F.col("score").cast("double"),
        fit.get("score:lower"),
        fit.get("score:upper"),
        F.lit(True),
        F.lit(True),
        F.when(F.col("score").isNotNull() | F.lit("score:lower" not in fit), False),
    ),
})

# COMMAND ----------

# DBTITLE 1,Step 12: deduplicate
# Keeps the first row of each key in the given order; ties, and no order at all, are decided by the other
# columns ascending, so that the answer is always the same.
first = Window.partitionBy("customer_id").orderBy(F.col("updated_at").desc(), F.col("_ingested_at").asc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

# COMMAND ----------

# DBTITLE 1,Step 13: mask
# Replaces each value.
rows = rows.withColumns({
    "name": F.expr(
        "CASE "
        "WHEN length(CAST(name AS STRING)) <= 5 THEN repeat('*', length(CAST(name AS STRING))) "
        "ELSE concat(left(CAST(name AS STRING), 1), repeat('*', length(CAST(name AS STRING)) - 5), "
        "right(CAST(name AS STRING), 4)) END"
    ),
})

# COMMAND ----------

# DBTITLE 1,Step 14: expect
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(
    ", ",
    F.when(~holds("born < `current_date`()"), "grown"),
    F.when(~holds("name IS NOT NULL"), "named"),
))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("14", refused))
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 15: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("customer_id").isNull(), "customer_id is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("15", refused))
rows = judged.where("_reason = ''").drop("_reason")
rows = rows.withColumn("is_gone", F.lit(False))
must_be_unique(rows, [F.col("customer_id")], "of the source")
if quarantined:
    quarantine(quarantined)
for name, condition in [
    ("customer_id is never null", "customer_id IS NOT NULL"),
    ("has_income", "income >= 0 OR income IS NULL"),
]:
    broken = rows.where(~holds(condition)).count()
    if broken:
        raise ValueError(f"{broken} rows break what is promised of the table: {name} ({condition}).")
records_out = rows.count()
create_table(
    TARGET,
    rows,
    not_null=["customer_id"],
    properties={"delta.enableChangeDataFeed": "true"},
    comment="One row per customer",
)
add_columns(TARGET, rows)
keys = ["customer_id"]
changed = [name for name in rows.columns if name not in keys]
merge_into(
    TARGET,
    rows,
    same_keys(keys),
    f"WHEN MATCHED AND (({differs(rows, changed)}) AND (" + "source.updated_at >= target.updated_at" + f")) THEN UPDATE SET {from_source(changed)}",
    "WHEN NOT MATCHED THEN INSERT " + new_row(rows.columns),
    "WHEN NOT MATCHED BY SOURCE AND (NOT (target.is_gone <=> TRUE)) THEN UPDATE SET is_gone = TRUE",
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
