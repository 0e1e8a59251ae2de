# Databricks notebook source
# FlowForge 1.2.3 | plan streams | table silver.visits | steps 1-8 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.visits
# MAGIC
# MAGIC A visit to a known shop
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.bronze_visits`, `main.shop.bronze_shops` |
# MAGIC | Writes | `main.shop.silver_visits`, `main.shop.silver_visits_quarantine` |
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
spark.conf.set("spark.sql.session.timeZone", "Europe/Vienna")

TARGET = f"`{catalog}`.`{schema}`.`silver_visits`"
QUARANTINE = f"`{catalog}`.`{schema}`.`silver_visits_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_visits`"
BRONZE_VISITS = f"`{catalog}`.`{schema}`.`bronze_visits`"
BRONZE_SHOPS = f"`{catalog}`.`{schema}`.`bronze_shops`"
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
rows = spark.table(BRONZE_VISITS)
rows = rows.where("visit_id IS NOT NULL")
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: join
# Joins each row with the rows of the right table that have its keys.
other = spark.table(BRONZE_SHOPS)
must_be_unique(other, [F.col("shop_id")], "of bronze.shops")
rows = (
    rows.alias("left")
    .join(other.alias("right"), F.expr("left.shop_id = right.shop_id"), "left")
    .select("left.*", F.col("right.city"))
)

# COMMAND ----------

# DBTITLE 1,Step 3: expect
# Checks each rule on each row.
rows = keep(rows)
broken = rows.agg(F.count_if(~holds("city IS NOT NULL")).alias("shop_known")).first().asDict()
said = "; ".join(f"{count} rows violate {name}" for name, count in broken.items() if count)
if said:
    print(f"WARNING: {said}")

# COMMAND ----------

# DBTITLE 1,Step 4: impute
# Replaces missing values.
fit = fitted_numbers(
    "4", "impute", "b688b97715a529c8c85b807fc8dafa57878f30d2d21f2ecf32218a23fc873657",
    lambda: rows.agg(F.expr("percentile(CAST(amount AS DOUBLE), 0.5)").alias("amount:median")),
)
rows = rows.withColumns({
    "amount": F.coalesce(F.col("amount"), F.lit(fit.get("amount:median"))),
    "amount_was_missing": F.col("amount").isNull(),
})

# COMMAND ----------

# DBTITLE 1,Step 5: cap_outliers
# Finds a lower and an upper bound per column from the fitted rows (percentiles are exact and interpolated,
# the deviation is the sample's) and treats values outside of them.
rows = keep(rows)
fit = fitted_numbers(
    "5", "cap_outliers", "0b3ced1d0bc3cc9477dd5278e11d0887c1dae09b291fc9187f5b1aed9d6ce2e1",
    lambda: rows.agg(
        F.expr(
            "percentile(CAST(amount AS DOUBLE), 0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) - 1.5D * (percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE "
            "abs(CAST(amount AS DOUBLE)) < double('infinity')) - percentile(CAST(amount AS DOUBLE), "
            "0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < double('infinity')))"
        ).alias("amount:lower"),
        F.expr(
            "percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) + 1.5D * (percentile(CAST(amount AS DOUBLE), 0.75) FILTER (WHERE "
            "abs(CAST(amount AS DOUBLE)) < double('infinity')) - percentile(CAST(amount AS DOUBLE), "
            "0.25) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < double('infinity')))"
        ).alias("amount:upper"),
    ),
)
rows = rows.withColumns({
    "amount": outside(
        F.col("amount").cast("double"),
        fit.get("amount:lower"),
        fit.get("amount:upper"),
        F.lit(fit.get("amount:lower")),
        F.lit(fit.get("amount:upper")),
        F.col("amount").cast("double"),
    ),
})

# COMMAND ----------

# DBTITLE 1,Step 6: cap_outliers
# Finds a lower and an upper bound per column from the fitted rows (percentiles are exact and interpolated,
# the deviation is the sample's) and treats values outside of them.
rows = keep(rows)
fit = fitted_numbers(
    "6", "cap_outliers", "1ae89578d293f253e2aa875b782da408ee411875a28abf50a8dd4bfdbba4ec79",
    lambda: rows.agg(
        F.expr(
            "avg(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) - 3.0D * stddev(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount "
            "AS DOUBLE)) < double('infinity'))"
        ).alias("amount:lower"),
        F.expr(
            "avg(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount AS DOUBLE)) < "
            "double('infinity')) + 3.0D * stddev(CAST(amount AS DOUBLE)) FILTER (WHERE abs(CAST(amount "
            "AS DOUBLE)) < double('infinity'))"
        ).alias("amount:upper"),
    ),
)
rows = rows.withColumns({
    "amount_is_outlier": outside(
        F.col("amount").cast("double"),
        fit.get("amount:lower"),
        fit.get("amount:upper"),
        F.lit(True),
        F.lit(True),
        F.when(F.col("amount").isNotNull() | F.lit("amount:lower" not in fit), False),
    ),
})

# COMMAND ----------

# DBTITLE 1,Step 7: expect (set_aside) - somebody has to look
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(
    ", ",
    F.when(~holds("amount > 0"), "positive"),
    F.when(~holds("`day` > DATE '2020-01-01'"), "recent"),
))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("set_aside", refused))
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 8: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("visit_id").isNull(), "visit_id is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("8", refused))
rows = judged.where("_reason = ''").drop("_reason")
first = Window.partitionBy("visit_id").orderBy(F.col("day").desc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
if quarantined:
    quarantine(quarantined)
for name, condition in [("visit_id is never null", "visit_id IS NOT NULL")]:
    broken = rows.where(~holds(condition)).count()
    if broken:
        raise ValueError(f"{broken} rows break what is promised of the table: {name} ({condition}).")
records_out = rows.count()
create_table(TARGET, rows, not_null=["visit_id"], comment="A visit to a known shop")
keys = ["visit_id"]
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
