# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table ml.fraud_training | steps 1-10 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # ml.fraud_training
# MAGIC
# MAGIC A settled claim, what was known of it when it came, and whether it was fraud
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.petinsure.silver_claims`, `main.petinsure.ml_claim_features` |
# MAGIC | Writes | `main.petinsure.ml_fraud_training`, `main.petinsure.ml_fraud_training_quarantine` |
# MAGIC | Run again | matches rows by key: what is there already does not change |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import unicodedata
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

TARGET = f"`{catalog}`.`{schema}`.`ml_fraud_training`"
QUARANTINE = f"`{catalog}`.`{schema}`.`ml_fraud_training_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_ml_fraud_training`"
SILVER_CLAIMS = f"`{catalog}`.`{schema}`.`silver_claims`"
ML_CLAIM_FEATURES = f"`{catalog}`.`{schema}`.`ml_claim_features`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0
quarantined = []

# COMMAND ----------

# DBTITLE 1,Functions of this notebook
def all_descending(rows):
    """All columns that have an order, the greatest first. They decide between rows of one time."""
    return [column(field.name).desc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


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


def fitted_keys(fit, name):
    """The fitted texts of a column in their order."""
    stored = fit.where(F.col("column") == name).orderBy(F.col("value").cast("bigint")).collect()
    return [row["key"][0] for row in stored]


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


def from_source(names):
    return ", ".join(f"{quoted(name)} = source.{quoted(name)}" for name in names)


def in_name(text):
    """A category as part of a column's name: signs that are no letter, digit or _ become _."""
    return "".join("__" if ord(sign) > 0xFFFF else sign if unicodedata.category(sign)[0] == "L" or unicodedata.category(sign) == "Nd" else "_" for sign in text)


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


def must_be_new(rows, names):
    """Stops the run at a name that is taken: the column that is there would be lost."""
    there = {name.lower() for name in rows.columns}
    for name in names:
        if name.lower() in there:
            raise ValueError(f"There would be a second column {name}. Rename or drop the first one, or give another name or prefix.")
        there.add(name.lower())


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


def scaled(value, center, width, flat):
    """(value - center) / width; a column without spread is flat. Null and NaN stay what they are."""
    number = (value - F.lit(center)) / F.lit(width) if center is not None and width else F.lit(flat)
    return F.when(value.isNull() | F.isnan(value), value).otherwise(number)


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
rows = spark.table(SILVER_CLAIMS)
rows = rows.where("is_fraud IS NOT NULL")
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: select - the settlement code and what was paid are known only with the answer, so they may not help to find it
# Keeps only the columns named.
rows = rows.select("claim_id", "submitted_at", "updated_at", "is_fraud")

# COMMAND ----------

# DBTITLE 1,Step 3: training_set
# Joins each feature table by its keys, and the latest row with a timestamp before the moment (for one without
# a timestamp: the row of the key).
rows = keep(rows)
other = spark.table(ML_CLAIM_FEATURES)
probes = rows.select(F.col("claim_id").alias("__key_0"), F.expr("updated_at").alias("__at")).distinct()
latest = Window.partitionBy("__key_0", "__at").orderBy(F.col("submitted_at").desc(), *all_descending(other))
found = (
    other.join(probes, F.expr("claim_id = __key_0 AND submitted_at < __at"))
    .withColumn("__place", F.row_number().over(latest))
    .where("__place = 1")
    .select(
        "__key_0", "__at",
        "policy_id",
        "practice_id",
        "species",
        "product",
        "diagnosis_code",
        "channel",
        "amount_claimed",
        "days_since_start",
        "policy_claims_30d",
        "amount_claimed_sum_30d",
        "amount_claimed_mean_30d",
        "amount_claimed_max_30d",
        "recency_30d",
        "policy_claims_365d",
        "amount_claimed_sum_365d",
        "amount_claimed_mean_365d",
        "amount_claimed_max_365d",
        "recency_365d",
        "history_recency",
        "history_frequency",
        "history_velocity",
        "history_amount_claimed_lag1",
        "practice_claims_180d",
        "amount_claimed_mean_180d",
        "amount_to_practice",
    )
)
rows = rows.withColumns({"__key_0": F.col("claim_id"), "__at": F.expr("updated_at")})
rows = rows.join(found, ["__key_0", "__at"], "left")
rows = rows.drop("__key_0", "__at")

# COMMAND ----------

# DBTITLE 1,Step 4: split - a model is used on claims that come after those it has learnt from
# Marks each row with one of the names: by xxhash64 of the entity's key and the seed, or by rank of time (rows
# of one time stay together).
earlier = F.rank().over(Window.orderBy(F.col("submitted_at").asc_nulls_last())) - 1
place = F.when(F.col("submitted_at").isNotNull(), earlier / F.count("submitted_at").over(Window.partitionBy()))
rows = rows.withColumns({
    "split": F.when(place < 0.7, "train").when(place < 0.85, "validation").otherwise("test"),
})

# COMMAND ----------

# DBTITLE 1,Step 5: impute
# Replaces missing values.
rows = keep(rows)
fit = fitted_numbers(
    "5", "impute", "f2be308ea89efbd4ca299a3019b931002cea2f9de1b58bc727908fbbaef46dfe",
    lambda: rows.where("split = 'train'").agg(
        F.expr("percentile(CAST(amount_to_practice AS DOUBLE), 0.5)").alias("amount_to_practice:median"),
        F.expr("percentile(CAST(history_recency AS DOUBLE), 0.5)").alias("history_recency:median"),
        F.expr("percentile(CAST(history_velocity AS DOUBLE), 0.5)").alias("history_velocity:median"),
        F.expr("percentile(CAST(amount_claimed_mean_365d AS DOUBLE), 0.5)").alias("amount_claimed_mean_365d:median"),
        F.expr("percentile(CAST(amount_claimed_max_365d AS DOUBLE), 0.5)").alias("amount_claimed_max_365d:median"),
    ),
)
rows = rows.withColumns({
    "amount_to_practice": F.coalesce(F.col("amount_to_practice"), F.lit(fit.get("amount_to_practice:median"))),
    "history_recency": F.coalesce(F.col("history_recency").cast("double"), F.lit(fit.get("history_recency:median"))),
    "history_velocity": F.coalesce(F.col("history_velocity"), F.lit(fit.get("history_velocity:median"))),
    "amount_claimed_mean_365d": F.coalesce(F.col("amount_claimed_mean_365d"), F.lit(fit.get("amount_claimed_mean_365d:median"))),
    "amount_claimed_max_365d": F.coalesce(F.col("amount_claimed_max_365d").cast("double"), F.lit(fit.get("amount_claimed_max_365d:median"))),
    "amount_to_practice_was_missing": F.col("amount_to_practice").isNull(),
    "history_recency_was_missing": F.col("history_recency").isNull(),
    "history_velocity_was_missing": F.col("history_velocity").isNull(),
    "amount_claimed_mean_365d_was_missing": F.col("amount_claimed_mean_365d").isNull(),
    "amount_claimed_max_365d_was_missing": F.col("amount_claimed_max_365d").isNull(),
})

# COMMAND ----------

# DBTITLE 1,Step 6: log
# Takes the logarithm of each value.
rows = rows.withColumn("amount_claimed_log", F.log1p("amount_claimed"))

# COMMAND ----------

# DBTITLE 1,Step 7: one_hot
# Adds <column>_<category> for each category: 1 where the value is the category, else 0.
rows = keep(rows)
fit = fitted(
    "7", "one_hot", "e778c5e57d1a7453214ad1c3426febecc3f10b77c493b250a011d457904b01c0",
    lambda: categories_of(rows.where("split = 'train'"), "species", F.col("species"), [F.col("n").desc(), F.col("text").asc()], top=20).unionByName(categories_of(rows.where("split = 'train'"), "product", F.col("product"), [F.col("n").desc(), F.col("text").asc()], top=20)).unionByName(categories_of(rows.where("split = 'train'"), "channel", F.col("channel"), [F.col("n").desc(), F.col("text").asc()], top=20)),
)
categories = fitted_keys(fit, "species")
names = ["species_" + in_name(category) for category in categories]
must_be_new(rows, names)
rows = rows.withColumns({name: F.when(F.col("species") == category, 1).otherwise(0) for name, category in zip(names, categories)})
categories = fitted_keys(fit, "product")
names = ["product_" + in_name(category) for category in categories]
must_be_new(rows, names)
rows = rows.withColumns({name: F.when(F.col("product") == category, 1).otherwise(0) for name, category in zip(names, categories)})
categories = fitted_keys(fit, "channel")
names = ["channel_" + in_name(category) for category in categories]
must_be_new(rows, names)
rows = rows.withColumns({name: F.when(F.col("channel") == category, 1).otherwise(0) for name, category in zip(names, categories)})
rows = rows.drop("species", "product", "channel")

# COMMAND ----------

# DBTITLE 1,Step 8: frequency
# Counts each value in the fitted rows and adds its share or count.
rows = keep(rows)
fit = fitted(
    "8", "frequency", "d1ecf3618122eb1768e4054243d28153dff70ae95b0ffb0a5c821fc17b78ab5c",
    lambda: frequencies_of(rows.where("split = 'train'"), "diagnosis_code", F.col("diagnosis_code"), share=True),
)
rows = (
    rows.join(fitted_of(fit, "diagnosis_code"), (F.col("diagnosis_code")).eqNullSafe(F.col("__text")), "left")
    .withColumn("diagnosis_code_freq", F.coalesce(F.col("__value").cast("double"), F.lit(0.0)))
    .drop("__text", "__value")
)

# COMMAND ----------

# DBTITLE 1,Step 9: scale
# Fits the numbers named and applies them.
rows = keep(rows)
fit = fitted_numbers(
    "9", "scale", "72b68ca18e3843d779fd963d07c66b639a0a298210acfac50a663a1374a7df3e",
    lambda: rows.where("split = 'train'").agg(
        F.expr(
            "avg(CAST(amount_claimed_log AS DOUBLE)) FILTER (WHERE abs(CAST(amount_claimed_log AS "
            "DOUBLE)) < double('infinity'))"
        ).alias("amount_claimed_log:center"),
        F.expr(
            "stddev(CAST(amount_claimed_log AS DOUBLE)) FILTER (WHERE abs(CAST(amount_claimed_log AS "
            "DOUBLE)) < double('infinity'))"
        ).alias("amount_claimed_log:width"),
        F.expr(
            "avg(CAST(amount_to_practice AS DOUBLE)) FILTER (WHERE abs(CAST(amount_to_practice AS "
            "DOUBLE)) < double('infinity'))"
        ).alias("amount_to_practice:center"),
        F.expr(
            "stddev(CAST(amount_to_practice AS DOUBLE)) FILTER (WHERE abs(CAST(amount_to_practice AS "
            "DOUBLE)) < double('infinity'))"
        ).alias("amount_to_practice:width"),
        F.expr(
            "avg(CAST(days_since_start AS DOUBLE)) FILTER (WHERE abs(CAST(days_since_start AS DOUBLE)) "
            "< double('infinity'))"
        ).alias("days_since_start:center"),
        F.expr(
            "stddev(CAST(days_since_start AS DOUBLE)) FILTER (WHERE abs(CAST(days_since_start AS "
            "DOUBLE)) < double('infinity'))"
        ).alias("days_since_start:width"),
    ),
)
rows = rows.withColumns({
    "amount_claimed_log_scaled": scaled(F.col("amount_claimed_log").cast("double"), fit.get("amount_claimed_log:center"), fit.get("amount_claimed_log:width"), 0.0),
    "amount_to_practice_scaled": scaled(F.col("amount_to_practice").cast("double"), fit.get("amount_to_practice:center"), fit.get("amount_to_practice:width"), 0.0),
    "days_since_start_scaled": scaled(F.col("days_since_start").cast("double"), fit.get("days_since_start:center"), fit.get("days_since_start:width"), 0.0),
})

# COMMAND ----------

# DBTITLE 1,Step 10: merge
# Matches rows by key.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("claim_id").isNull(), "claim_id is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("10", refused))
rows = judged.where("_reason = ''").drop("_reason")
must_be_unique(rows, [F.col("claim_id")], "of the source")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
create_table(
    TARGET,
    rows,
    comment="A settled claim, what was known of it when it came, and whether it was fraud",
)
keys = ["claim_id"]
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
