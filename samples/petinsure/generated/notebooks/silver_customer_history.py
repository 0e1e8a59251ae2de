# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table silver.customer_history | steps 1-8 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # silver.customer_history
# MAGIC
# MAGIC A customer from one change to the next
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.petinsure.bronze_customers` |
# MAGIC | Writes | `main.petinsure.silver_customer_history`, `main.petinsure.silver_customer_history_quarantine` |
# MAGIC | Run again | a batch that is repeated adds no version |

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
spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")

TARGET = f"`{catalog}`.`{schema}`.`silver_customer_history`"
QUARANTINE = f"`{catalog}`.`{schema}`.`silver_customer_history_quarantine`"
FITTED = f"`{catalog}`.`{schema}`.`_fitted_silver_customer_history`"
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


def versions_of(rows, there, keys, compared, valid_from, valid_to, is_current):
    """All versions of the keys that the rows speak of: old versions and new rows are put in order of time and read off anew.

    rows has the time from which a row holds in __at. What happens at one time happens in this order:
    a version ends (0), one that stands begins (1), a row arrives (2).
    """
    names = [name for name in rows.columns if name != "__at"]
    by_key = [column(key) for key in keys]
    first = Window.partitionBy(*by_key, F.col("__at")).orderBy(*all_ascending(rows))
    arriving = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
    same_key = " AND ".join(f"s.{quoted(key)} = a.{quoted(key)}" for key in keys)
    standing = there.alias("s").join(arriving.alias("a"), F.expr(same_key), "left_semi")

    # A row for the very beginning of a version takes over: the version gets its values.
    at_beginning = F.expr(f"{same_key} AND s.{quoted(valid_from)} = a.__at")
    other = " OR ".join(f"NOT (s.{quoted(name)} <=> a.{quoted(name)})" for name in compared) or "false"
    corrected = [F.when(F.expr(f"a.__at IS NOT NULL AND ({other})"), F.col(f"a.{quoted(name)}")).otherwise(F.col(f"s.{quoted(name)}")).alias(name) for name in names]
    stands = standing.alias("s").join(arriving.alias("a"), at_beginning, "left").select(*corrected, F.col(f"s.{quoted(valid_from)}").alias("__at"), F.lit(1).alias("__kind"))
    arrives = arriving.alias("a").join(standing.alias("s"), at_beginning, "left_anti").withColumn("__kind", F.lit(2))

    # Where a version ends and no other begins, nothing holds from then on.
    goes_on = F.expr(" AND ".join(f"n.{quoted(key)} = s.{quoted(key)}" for key in keys) + f" AND n.{quoted(valid_from)} = s.{quoted(valid_to)}")
    open_end = standing.where(column(valid_to).isNotNull()).alias("s").join(standing.alias("n"), goes_on, "left_anti")
    kept = {key.lower() for key in keys}
    nothing = [column(name) if name.lower() in kept else F.lit(None).cast(rows.schema[name].dataType).alias(name) for name in names]
    ends = open_end.select(*nothing, column(valid_to).alias("__at"), F.lit(0).alias("__kind"))

    # A row is new when nothing holds at its time, or something else.
    order = Window.partitionBy(*by_key).orderBy("__at", "__kind")
    is_new = F.lag("__kind").over(order).isNull() | (F.lag("__kind").over(order) == 0)
    for name in compared:
        is_new = is_new | ~column(name).eqNullSafe(F.lag(column(name)).over(order))
    told = stands.unionByName(arrives).unionByName(ends).withColumn("__is_new", is_new).where("__kind <> 2 OR __is_new")
    versions = told.withColumn("__to", F.lead("__at").over(order)).where("__kind <> 0")
    return versions.select(
        *[column(name) for name in names],
        F.col("__at").alias(valid_from),
        F.col("__to").alias(valid_to),
        F.col("__to").isNull().alias(is_current),
    )

# COMMAND ----------

# DBTITLE 1,Step 1: from
# Brings in all rows of a table of this plan, which makes this table depend on it, or of the catalog.
rows = spark.table(BRONZE_CUSTOMERS)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: clean_text - people type blanks before and after
# In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes
# case, makes empty texts null.
rows = rows.withColumns({
    "first_name": F.nullif(F.trim(F.regexp_replace(F.col("first_name"), "\\s+", " ")), F.lit("")),
    "last_name": F.nullif(F.trim(F.regexp_replace(F.col("last_name"), "\\s+", " ")), F.lit("")),
    "email": F.nullif(F.trim(F.regexp_replace(F.col("email"), "\\s+", " ")), F.lit("")),
    "phone": F.nullif(F.trim(F.regexp_replace(F.col("phone"), "\\s+", " ")), F.lit("")),
    "city": F.nullif(F.trim(F.regexp_replace(F.col("city"), "\\s+", " ")), F.lit("")),
    "country": F.nullif(F.trim(F.regexp_replace(F.col("country"), "\\s+", " ")), F.lit("")),
    "segment": F.nullif(F.trim(F.regexp_replace(F.col("segment"), "\\s+", " ")), F.lit("")),
})

# COMMAND ----------

# DBTITLE 1,Step 3: deduplicate (sent_twice) - the export repeats rows; one of equal ones is enough
# Keeps the first row of each key in the given order; ties, and no order at all, are decided by the other
# columns ascending, so that the answer is always the same.
first = Window.partitionBy("customer_id", "updated_at").orderBy(F.col("_ingested_at").asc(), *all_ascending(rows))
rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

# COMMAND ----------

# DBTITLE 1,Step 4: derive (repair) - an address without a domain reaches nobody; 1 January 1900 is what the form sends for no date; nobody here earns half a million, but some incomes came in cents
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({
    "email": F.expr("CASE WHEN lower(email) RLIKE '^[^@ ]+@[^@ ]+[.][a-z]+$' THEN lower(email) END"),
    "country": F.expr(
        "CASE "
        "WHEN lower(country) IN ('de', 'germany', 'deutschland') THEN 'DE' "
        "WHEN lower(country) IN ('at', 'austria', 'österreich') THEN 'AT' "
        "WHEN lower(country) IN ('ch', 'switzerland', 'schweiz') THEN 'CH' END"
    ),
    "birth_date": F.expr("CASE WHEN birth_date > DATE '1900-01-01' AND birth_date <= to_date(updated_at) THEN birth_date END"),
    "income": F.expr("CAST(CASE WHEN income >= 500000 THEN income / 100 ELSE income END AS DECIMAL(12,2))"),
    "income_was_in_cents": F.expr("coalesce(income >= 500000, FALSE)"),
})

# COMMAND ----------

# DBTITLE 1,Step 5: expect (set_aside)
# Checks each rule on each row.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws(
    ", ",
    F.when(~holds("customer_id RLIKE '^C[0-9]{6,}$'"), "has_id"),
    F.when(~holds("country IS NOT NULL"), "country_known"),
    F.when(~holds("joined_on <= to_date(updated_at)"), "joined_before_change"),
))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("set_aside", refused))
rows = judged.where("_reason = ''").drop("_reason")

# COMMAND ----------

# DBTITLE 1,Step 6: impute - the form lets people leave it out; the median of the segment harms comparisons least, and the flag tells
# Replaces missing values.
rows = keep(rows)
group = F.array(F.col("segment"))
present = rows.withColumn("__key", group)
fit = fitted(
    "6", "impute", "163570b73d1cd917b640ba2a25df93c72a38fa6dda4afac5b2079a464c87756c",
    lambda: (
        present.where(~F.col("income").isNull())
        .groupBy("__key").agg(F.expr("percentile(CAST(income AS DOUBLE), 0.5)").alias("v"))
        .select(F.lit("income").alias("column"), F.lit("median").alias("name"), F.col("__key").alias("key"), F.col("v").cast("string").alias("value"))
    ),
)
rows = rows.withColumn("__key", group)
rows = rows.join(fit.where(F.col("column") == "income").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
rows = rows.withColumns({
    "income": F.coalesce(F.col("income").cast("double"), F.col("__fit_0").cast("double")),
    "income_was_missing": F.col("income").isNull(),
})
rows = rows.drop("__key", "__fit_0")

# COMMAND ----------

# DBTITLE 1,Step 7: drop - it says CRM2 on every row
# Removes the columns named.
rows = rows.drop("source_system")

# COMMAND ----------

# DBTITLE 1,Step 8: scd2 - a claim belongs to where the customer lived when it was made
# Adds a version when a compared column differs from the version that holds at the row's time, and ends the
# one before it there.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("customer_id").isNull(), "customer_id is null"), F.when(F.col("updated_at").isNull(), "updated_at is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("8", refused))
rows = judged.where("_reason = ''").drop("_reason")
told = rows.select(*[column(name) for name in rows.columns if name.lower() not in AUDIT]).distinct()
must_be_unique(told, [F.col("customer_id"), F.col("updated_at")], "at one time")
if quarantined:
    quarantine(quarantined)
for name, condition in [("customer_id is never null", "customer_id IS NOT NULL")]:
    broken = rows.where(~holds(condition)).count()
    if broken:
        raise ValueError(f"{broken} rows break what is promised of the table: {name} ({condition}).")
records_out = rows.count()
keys = ["customer_id"]
compared = [name for name in rows.columns if name.lower() not in AUDIT and name not in ["customer_id", "updated_at"]]
shape = rows.limit(0).withColumns({
    "valid_from": F.lit(run_at),
    "valid_to": F.lit(None).cast("timestamp"),
    "is_current": F.lit(True),
})
create_table(TARGET, shape, not_null=["customer_id"], comment="A customer from one change to the next")
add_columns(TARGET, shape)
there = spark.table(TARGET)
versions = versions_of(
    rows.withColumn("__at", F.col("updated_at").cast("timestamp")),
    there,
    keys,
    compared,
    "valid_from",
    "valid_to",
    "is_current",
)
versions = keep(versions)
keys = keys + ["valid_from"]
changed = [name for name in versions.columns if name not in keys]
merge_into(
    TARGET,
    versions,
    same_keys(keys),
    f"WHEN MATCHED AND ({differs(versions, changed)}) THEN UPDATE SET {from_source(changed)}",
    "WHEN NOT MATCHED THEN INSERT " + new_row(versions.columns),
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
