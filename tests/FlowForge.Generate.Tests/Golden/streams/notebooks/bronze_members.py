# Databricks notebook source
# FlowForge 1.2.3 | plan streams | table bronze.members | steps 1-4 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # bronze.members
# MAGIC
# MAGIC A member from one change to the next
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | source `members` (raw/members.csv) |
# MAGIC | Writes | `main.shop.bronze_members`, `main.shop.bronze_members_quarantine` |
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
dbutils.widgets.text("schema", "shop", "Schema")
dbutils.widgets.text("source_path", "/Volumes/main/shop/raw/members.parquet", "Path of members")
dbutils.widgets.text("source_format", "", "parquet or delta that the converter landed, or csv (default: as the path ends)")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
# `sh landing/land.sh` lands it from raw/members.csv.
source_path = dbutils.widgets.get("source_path")
source_format = dbutils.widgets.get("source_format") or ("parquet" if source_path.rstrip("/").endswith(".parquet") else "csv")
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Vienna")

TARGET = f"`{catalog}`.`{schema}`.`bronze_members`"
QUARANTINE = f"`{catalog}`.`{schema}`.`bronze_members_quarantine`"
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


def csv_texts(path, options, names=None):
    """The rows of a CSV file as texts, under the names of its header. What stands beyond the last column is in _more."""
    reader = spark.read.format("csv").options(**options)
    names = names or [name.strip() for name in reader.load(path).columns]
    return reader.schema(", ".join(f"{quoted(name)} STRING" for name in [*names, "_more"])).load(path)


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


def not_read(path):
    """Rows that the converter could not read, which lie beside what it has landed; None where it could read all."""
    try:
        rows = spark.read.format("parquet").load(path.rstrip("/").removesuffix(".parquet") + "._rejected.parquet")
        return rows.select(*[name for name in rows.columns if name != "reason"], F.col("reason").alias("_reason"))
    except PySparkException as missing:
        if "PATH_NOT_FOUND" in str(missing):
            return None
        raise


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


def told(name):
    """The text of a column; null where it is one of the marks that people make for no value."""
    no_value = r"^(|[-?.]|NA|na|--|\\N|#N/A|(?i:nan|n/a|nil|null|none|\(null\)|<null>))$"
    return F.when(~column(name).rlike(no_value), column(name))


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

# DBTITLE 1,Step 1: read
# Brings in all rows of the source, converted to its columns' types.
if source_format == "csv":
    # Each text is parsed in the form that the file was found to have; another form stops the run.
    texts = csv_texts(source_path, {"header": "true", "escape": "\"", "nullValue": "\u0000", "multiLine": "true"})
    texts = keep(texts)
    refused = texts.where("_more IS NOT NULL").withColumn("_reason", F.lit("it has more fields than the table has columns"))
    rejected = refused.count()
    if rejected:
        quarantined.append(set_aside("1", refused))
    rows = texts.where(F.col("_more").isNull()).select(
        told("member_id").cast("int").alias("member_id"),
        "name",
        "plan",
        told("fee").cast("double").alias("fee"),
        told("changed_on").cast("date").alias("changed_on"),
    )
else:
    rows = spark.read.format(source_format).load(source_path)
    rows = rows.withColumns({
        "member_id": F.col("member_id").cast("int"),
        "name": F.col("name").cast("string"),
        "plan": F.col("plan").cast("string"),
        "fee": F.col("fee").cast("double"),
        "changed_on": F.col("changed_on").cast("date"),
    })
    refused = not_read(source_path)
    if refused is not None:
        rejected = refused.count()
        if rejected:
            quarantined.append(set_aside("1", refused))
records_in = rows.count() + rejected

# COMMAND ----------

# DBTITLE 1,Step 2: clean_text
# In this order: collapses white space, trims blanks (the character U+0020 alone, as Spark's trim), changes
# case, makes empty texts null.
rows = rows.withColumns({
    "name": F.nullif(F.trim(F.col("name")), F.lit("")),
    "plan": F.nullif(F.trim(F.col("plan")), F.lit("")),
})

# COMMAND ----------

# DBTITLE 1,Step 3: audit_columns
# Adds columns that tell where each row came from.
rows = rows.withColumns({
    "_source": F.lit("raw/members.csv"),
    "_run_id": F.lit(run_id),
    "_ingested_at": F.lit(run_at),
})

# COMMAND ----------

# DBTITLE 1,Step 4: scd2
# Adds a version when a compared column differs from the version that holds at the row's time, and ends the
# one before it there.
rows = keep(rows)
judged = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("member_id").isNull(), "member_id is null"), F.when(F.col("changed_on").isNull(), "changed_on is null")))
refused = judged.where("_reason <> ''")
refused_rows = refused.count()
rejected += refused_rows
if refused_rows:
    quarantined.append(set_aside("4", refused))
rows = judged.where("_reason = ''").drop("_reason")
told = rows.select(*[column(name) for name in rows.columns if name.lower() not in AUDIT]).distinct()
must_be_unique(told, [F.col("member_id"), F.col("changed_on")], "at one time")
if quarantined:
    quarantine(quarantined)
records_out = rows.count()
keys = ["member_id"]
compared = [name for name in rows.columns if name.lower() not in AUDIT and name not in ["member_id", "changed_on"]]
shape = rows.limit(0).withColumns({
    "valid_from": F.lit(run_at),
    "valid_to": F.lit(None).cast("timestamp"),
    "is_current": F.lit(True),
})
create_table(TARGET, shape, comment="A member from one change to the next")
add_columns(TARGET, shape)
there = spark.table(TARGET)
versions = versions_of(
    rows.withColumn("__at", F.col("changed_on").cast("timestamp")),
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
