# FlowForge 0.1.0 | plan petinsure | table silver.customer_history | steps 1-8 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.customer_history: A customer from one change to the next"""
from functools import reduce

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


def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))


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
@dp.expect_all({
    "has_id": "coalesce(customer_id RLIKE '^C[0-9]{6,}$', FALSE)",
    "country_known": "country IS NOT NULL",
    "joined_before_change": "coalesce(joined_on <= to_date(updated_at), FALSE)",
})
def silver_customer_history_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_customers")

    # Step 2, clean_text: people type blanks before and after
    rows = rows.withColumns({
        "first_name": F.nullif(F.trim(F.regexp_replace(F.col("first_name"), "\\s+", " ")), F.lit("")),
        "last_name": F.nullif(F.trim(F.regexp_replace(F.col("last_name"), "\\s+", " ")), F.lit("")),
        "email": F.nullif(F.trim(F.regexp_replace(F.col("email"), "\\s+", " ")), F.lit("")),
        "phone": F.nullif(F.trim(F.regexp_replace(F.col("phone"), "\\s+", " ")), F.lit("")),
        "city": F.nullif(F.trim(F.regexp_replace(F.col("city"), "\\s+", " ")), F.lit("")),
        "country": F.nullif(F.trim(F.regexp_replace(F.col("country"), "\\s+", " ")), F.lit("")),
        "segment": F.nullif(F.trim(F.regexp_replace(F.col("segment"), "\\s+", " ")), F.lit("")),
    })

    # Step 3, deduplicate: the export repeats rows; one of equal ones is enough
    first = Window.partitionBy("customer_id", "updated_at").orderBy(F.col("_ingested_at").asc(), *all_ascending(rows))
    rows = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")

    # Step 4, derive: an address without a domain reaches nobody; 1 January 1900 is what the form sends for no
    # date; nobody here earns half a million, but some incomes came in cents
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

    # Step 5, expect
    rows = rows.withColumn("_reason", F.concat_ws(
        ", ",
        F.when(~holds("customer_id RLIKE '^C[0-9]{6,}$'"), "has_id"),
        F.when(~holds("country IS NOT NULL"), "country_known"),
        F.when(~holds("joined_on <= to_date(updated_at)"), "joined_before_change"),
    ))
    return rows


@dp.temporary_view
def silver_customer_history_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_customer_history_set_aside").where("_reason = ''").drop("_reason")

    # Step 6, impute: the form lets people leave it out; the median of the segment harms comparisons least,
    # and the flag tells
    group = F.array(F.col("segment"))
    present = rows.withColumn("__key", group)
    fit = (
        present.where(~F.col("income").isNull())
        .groupBy("__key").agg(F.expr("percentile(CAST(income AS DOUBLE), 0.5)").alias("v"))
        .select(F.lit("income").alias("column"), F.lit("median").alias("name"), F.col("__key").alias("key"), F.col("v").cast("string").alias("value"))
    )
    rows = rows.withColumn("__key", group)
    rows = rows.join(fit.where(F.col("column") == "income").select(F.col("key").alias("__key"), F.col("value").alias("__fit_0")), "__key", "left")
    rows = rows.withColumns({
        "income": F.coalesce(F.col("income").cast("double"), F.col("__fit_0").cast("double")),
        "income_was_missing": F.col("income").isNull(),
    })
    rows = rows.drop("__key", "__fit_0")

    # Step 7, drop: it says CRM2 on every row
    rows = rows.drop("source_system")

    # Step 8, scd2: a claim belongs to where the customer lived when it was made
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("customer_id").isNull(), "customer_id is null"), F.when(F.col("updated_at").isNull(), "updated_at is null")))
    return rows


@dp.materialized_view(name="silver_customer_history", comment="A customer from one change to the next")
@dp.expect_all_or_fail({"customer_id is never null": "customer_id IS NOT NULL"})
def silver_customer_history():
    rows = spark.read.table("silver_customer_history_by_key").where("_reason = ''").drop("_reason")

    # Step 8, scd2: a claim belongs to where the customer lived when it was made
    rows = only_one_story(rows, [F.col("customer_id"), F.col("updated_at")])
    compared = [name for name in rows.columns if name.lower() not in AUDIT and name not in ["customer_id", "updated_at"]]
    # All rows are there, so all versions are computed from the first on.
    nothing = rows.limit(0).withColumns({
        "valid_from": F.lit(None).cast("timestamp"),
        "valid_to": F.lit(None).cast("timestamp"),
        "is_current": F.lit(True),
    })
    rows = versions_of(
        rows.withColumn("__at", F.col("updated_at").cast("timestamp")),
        nothing,
        ["customer_id"],
        compared,
        "valid_from",
        "valid_to",
        "is_current",
    )
    return rows


@dp.materialized_view(
    name="silver_customer_history_quarantine",
    comment="Rows that silver_customer_history sets aside, as JSON, with the step and the reason",
)
def silver_customer_history_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_customer_history_set_aside").where("_reason <> ''")),
        set_aside("8", spark.read.table("silver_customer_history_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
