# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table ml.training | steps 1-14 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # ml.training
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.shop.silver_customers`, `main.shop.ml_features` |
# MAGIC | Writes | `main.shop.ml_training` |
# MAGIC | Run again | the same rows are not written again; others take their place in one commit |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import math
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
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TARGET = f"`{catalog}`.`{schema}`.`ml_training`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_ml_training`"
SILVER_CUSTOMERS = f"`{catalog}`.`{schema}`.`silver_customers`"
ML_FEATURES = f"`{catalog}`.`{schema}`.`ml_features`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def all_descending(rows):
    """All columns that have an order, the greatest first. They decide between rows of one time."""
    return [column(field.name).desc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


def binned(value, edges, names):
    """The name of the first bin whose upper edge is above the value; beyond the last edge the last bin. Null and NaN have none."""
    bins = F.when(value.isNull() | F.isnan(value), F.lit(None))
    for edge, name in zip(edges, names):
        bins = bins.when(value < edge, F.lit(name))
    return bins.otherwise(F.lit(names[len(edges)]))


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


def fitted_numbers(step, kind, fingerprint, fit):
    """Fitted numbers by "column:name". One that had no values to be fitted from is missing."""
    def found():
        numbers = fit().first().asDict()
        rows = [(*name.rsplit(":", 1), [], repr(float(value))) for name, value in numbers.items() if value is not None]
        return spark.createDataFrame(rows, "column STRING, name STRING, key ARRAY<STRING>, value STRING")

    stored = fitted(step, kind, fingerprint, found).collect()
    return {f"{row['column']}:{row['name']}": float(row["value"]) for row in stored}


def fitted_of(fit, name):
    """What was fitted for one column: its text and the value."""
    return fit.where(F.col("column") == name).select(F.col("key")[0].alias("__text"), F.col("value").alias("__value"))


def frequencies_of(rows, name, value, share):
    """How often each value occurs, null too: a share of all rows, or a count."""
    counted = rows.groupBy(value.alias("text")).agg(F.count("*").alias("n"))
    measure = F.col("n") / F.sum("n").over(Window.partitionBy()) if share else F.col("n")
    return counted.select(F.lit(name).alias("column"), F.lit("frequency").alias("name"), F.array("text").alias("key"), measure.alias("value"))


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
rows = spark.table(SILVER_CUSTOMERS)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: select
# Keeps only the columns named.
rows = rows.select("customer_id", "city", "plan", "score", "income", "updated_at", "is_gone")

# COMMAND ----------

# DBTITLE 1,Step 3: rename
# Renames columns; all at once, so two may swap names.
rows = rows.withColumnsRenamed({"is_gone": "has_left"})

# COMMAND ----------

# DBTITLE 1,Step 4: training_set
# Joins each feature table by its keys, and the latest row with a timestamp before the moment (for one without
# a timestamp: the row of the key).
rows = keep(rows)
other = spark.table(ML_FEATURES)
probes = rows.select(F.col("customer_id").alias("__key_0"), F.expr("updated_at").alias("__at")).distinct()
latest = Window.partitionBy("__key_0", "__at").orderBy(F.col("as_of").desc(), *all_descending(other))
found = (
    other.join(probes, F.expr("customer_id = __key_0 AND as_of < __at AND as_of >= __at - INTERVAL 90 DAYS"))
    .withColumn("__place", F.row_number().over(latest))
    .where("__place = 1")
    .select(
        "__key_0", "__at",
        "name",
        F.col("city").alias("features_city"),
        "born",
        F.col("income").alias("features_income"),
        F.col("score").alias("features_score"),
        F.col("plan").alias("features_plan"),
        "tags",
        "address_street",
        "zip",
        F.col("updated_at").alias("features_updated_at"),
        "_source",
        "_run_id",
        "_ingested_at",
        "income_was_missing",
        "score_is_outlier",
        "is_gone",
        "n_30d",
        "amount_sum_30d",
        "amount_mean_30d",
        "amount_last_30d",
        "kind_count_distinct_30d",
        "recency_30d",
        "n_90d",
        "amount_sum_90d",
        "amount_mean_90d",
        "amount_last_90d",
        "kind_count_distinct_90d",
        "recency_90d",
        "hist_recency",
        "hist_frequency",
        "hist_tenure",
        "hist_gap_mean",
        "hist_gap_std",
        "hist_velocity",
        "hist_regularity",
        "hist_amount_lag1",
        "hist_amount_lag2",
        "premium",
    )
)
rows = rows.withColumns({"__key_0": F.col("customer_id"), "__at": F.expr("updated_at")})
rows = rows.join(found, ["__key_0", "__at"], "left")
rows = rows.drop("__key_0", "__at")

# COMMAND ----------

# DBTITLE 1,Step 5: split
# Marks each row with one of the names: by xxhash64 of the entity's key and the seed, or by rank of time (rows
# of one time stay together).
place = F.pmod(F.xxhash64("customer_id", F.lit(42)), F.lit(10000))
rows = rows.withColumn("split", F.when(place < 8000, "train").otherwise("test"))

# COMMAND ----------

# DBTITLE 1,Step 6: index
# Gives each fitted category a number from 0; the categories are stored and used again when scoring.
rows = keep(rows)
fit = fitted(
    "6", "index", "d065ef5bc08876f95420f0ea44876b0f7724b9bd3dd2fc7b20d8913050741abe",
    lambda: categories_of(rows.where("split = 'train'"), "city", F.col("city"), [F.col("n").desc(), F.col("text").asc()]),
)
categories = fitted_of(fit, "city")
rows = (
    rows.join(categories, F.col("city") == F.col("__text"), "left")
    .withColumn("city_index", F.coalesce(F.col("__value").cast("double"), F.lit(float(categories.count()))))
    .drop("__text", "__value")
)

# COMMAND ----------

# DBTITLE 1,Step 7: ordinal
# Gives 1 for the first value, 2 for the second, and so on.
rows = keep(rows)
rows = rows.withColumns({
    "plan_ordinal": F.when(F.col("plan") == F.lit("basic"), 1).when(F.col("plan") == F.lit("plus"), 2).when(F.col("plan") == F.lit("max"), 3),
})
unseen = rows.where(F.col("plan").isNotNull() & F.col("plan_ordinal").isNull()).select("plan").first()
if unseen is not None:
    raise ValueError("plan has a value that is not in the order: " + str(unseen[0]))

# COMMAND ----------

# DBTITLE 1,Step 8: frequency
# Counts each value in the fitted rows and adds its share or count.
rows = keep(rows)
fit = fitted(
    "8", "frequency", "110fb261e913fc8f341877ac185f4f7417e8fe3c400516c97f43b5d4ceee627d",
    lambda: frequencies_of(rows, "plan", F.col("plan"), share=True),
)
rows = (
    rows.join(fitted_of(fit, "plan"), (F.col("plan")).eqNullSafe(F.col("__text")), "left")
    .withColumn("plan_freq", F.coalesce(F.col("__value").cast("double"), F.lit(0.0)))
    .drop("__text", "__value")
)

# COMMAND ----------

# DBTITLE 1,Step 9: cyclical
# Adds sin(2π·v/period) and cos(2π·v/period).
rows = rows.withColumns({
    "month_updated_at_sin": F.sin(2 * math.pi * F.expr("`month`(updated_at)").cast("double") / 12.0),
    "month_updated_at_cos": F.cos(2 * math.pi * F.expr("`month`(updated_at)").cast("double") / 12.0),
})

# COMMAND ----------

# DBTITLE 1,Step 10: log
# Takes the logarithm of each value.
rows = rows.withColumn("income_log", F.log1p("income"))

# COMMAND ----------

# DBTITLE 1,Step 11: scale
# Fits the numbers named and applies them.
rows = keep(rows)
fit = fitted_numbers(
    "11", "scale", "b75a22e5ee2b98777948c8318952c800ad20a07ba1a95a353618fb9219773449",
    lambda: rows.where("split = 'train'").agg(
        F.expr(
            "percentile(CAST(score AS DOUBLE), 0.5) FILTER (WHERE abs(CAST(score AS DOUBLE)) < "
            "double('infinity'))"
        ).alias("score:center"),
        F.expr(
            "percentile(CAST(score AS DOUBLE), 0.75) FILTER (WHERE abs(CAST(score AS DOUBLE)) < "
            "double('infinity')) - percentile(CAST(score AS DOUBLE), 0.25) FILTER (WHERE "
            "abs(CAST(score AS DOUBLE)) < double('infinity'))"
        ).alias("score:width"),
        F.expr(
            "percentile(CAST(income AS DOUBLE), 0.5) FILTER (WHERE abs(CAST(income AS DOUBLE)) < "
            "double('infinity'))"
        ).alias("income:center"),
        F.expr(
            "percentile(CAST(income AS DOUBLE), 0.75) FILTER (WHERE abs(CAST(income AS DOUBLE)) < "
            "double('infinity')) - percentile(CAST(income AS DOUBLE), 0.25) FILTER (WHERE "
            "abs(CAST(income AS DOUBLE)) < double('infinity'))"
        ).alias("income:width"),
    ),
)
rows = rows.withColumns({
    "score_scaled": scaled(F.col("score").cast("double"), fit.get("score:center"), fit.get("score:width"), 0.0),
    "income_scaled": scaled(F.col("income").cast("double"), fit.get("income:center"), fit.get("income:width"), 0.0),
})

# COMMAND ----------

# DBTITLE 1,Step 12: bin
# Finds each value's bin by edges, quantiles or width: exactly one of them.
rows = keep(rows)
fit = fitted_numbers(
    "12", "bin", "4ee5ba713d8f907391d2ce218cf5895acec54c9a378f3ec53ea6d5ef738c2fda",
    lambda: rows.agg(
        F.expr(
            "percentile_disc(0.25D) WITHIN GROUP (ORDER BY CAST(income AS DOUBLE)) FILTER (WHERE NOT "
            "isnan(CAST(income AS DOUBLE)))"
        ).alias("income:edge1"),
        F.expr(
            "percentile_disc(0.5D) WITHIN GROUP (ORDER BY CAST(income AS DOUBLE)) FILTER (WHERE NOT "
            "isnan(CAST(income AS DOUBLE)))"
        ).alias("income:edge2"),
        F.expr(
            "percentile_disc(0.75D) WITHIN GROUP (ORDER BY CAST(income AS DOUBLE)) FILTER (WHERE NOT "
            "isnan(CAST(income AS DOUBLE)))"
        ).alias("income:edge3"),
    ),
)
names = ["a", "b", "c", "d"]
edges = list(dict.fromkeys(fit[key] for key in [f"income:edge{number}" for number in range(1, 4)] if key in fit))
rows = rows.withColumn("income_bin", binned(F.col("income").cast("double"), edges, names))

# COMMAND ----------

# DBTITLE 1,Step 13: one_hot
# Adds <column>_<category> for each category: 1 where the value is the category, else 0.
rows = rows.withColumns({
    "plan_basic": F.when(F.col("plan") == F.lit("basic"), 1).otherwise(0),
    "plan_plus": F.when(F.col("plan") == F.lit("plus"), 1).otherwise(0),
    "plan_max": F.when(F.col("plan") == F.lit("max"), 1).otherwise(0),
})
rows = rows.drop("plan")

# COMMAND ----------

# DBTITLE 1,Step 14: overwrite
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
