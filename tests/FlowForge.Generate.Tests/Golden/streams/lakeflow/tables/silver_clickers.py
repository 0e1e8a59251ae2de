# FlowForge 1.2.3 | plan streams | table silver.clickers | steps 1-3 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.clickers"""
from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def all_ascending(rows):
    """All columns that have an order. They decide between rows that are equal otherwise, so that the answer is always the same."""
    return [column(field.name).asc() for field in rows.schema if "map<" not in field.dataType.simpleString()]


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def only_one_story(rows, keys):
    """The rows as they are; the update stops where two of one key and time differ. Where a row came from does not count."""
    told = F.xxhash64(*[column(name) for name in rows.columns if name.lower() not in AUDIT])
    stories = F.size(F.collect_set(told).over(Window.partitionBy(*keys)))
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    counted = rows.withColumn("__stories", stories)
    said = F.concat(F.lit("The key ("), key, F.lit(") has different rows at one time."))
    return stop_where(counted, F.col("__stories") > 1, said).drop("__stories")


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))


def stop_where(rows, condition, message):
    """The rows as they are; the update stops at one for which the condition is true."""
    return rows.where(F.when(condition, F.raise_error(message)).isNull())


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


@dp.temporary_view
def silver_clickers_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_clicks")

    # Step 2, deduplicate
    first = Window.partitionBy("visitor", "at").orderBy(*all_ascending(rows))
    rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

    # Step 3, scd2
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("visitor").isNull(), "visitor is null"), F.when(F.col("at").isNull(), "at is null")))
    return rows


@dp.materialized_view(name="silver_clickers")
def silver_clickers():
    rows = spark.read.table("silver_clickers_by_key").where("_reason = ''").drop("_reason")

    # Step 3, scd2
    rows = only_one_story(rows, [F.col("visitor"), F.col("at")])
    compared = ["page"]
    # All rows are there, so all versions are computed from the first on.
    nothing = rows.limit(0).withColumns({
        "valid_from": F.lit(None).cast("timestamp"),
        "valid_to": F.lit(None).cast("timestamp"),
        "is_current": F.lit(True),
    })
    rows = versions_of(
        rows.withColumn("__at", F.col("at").cast("timestamp")),
        nothing,
        ["visitor"],
        compared,
        "valid_from",
        "valid_to",
        "is_current",
    )
    return rows


@dp.materialized_view(
    name="silver_clickers_quarantine",
    comment="Rows that silver_clickers sets aside, as JSON, with the step and the reason",
)
def silver_clickers_quarantine():
    return set_aside("3", spark.read.table("silver_clickers_by_key").where("_reason <> ''"))
