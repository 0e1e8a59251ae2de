# FlowForge 0.1.0 | plan petinsure | table silver.pets | steps 1-9 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.pets: A pet whose owner is a customer"""
from functools import reduce

from pyspark import pipelines as dp
from pyspark.sql import Window
from pyspark.sql import functions as F

AUDIT = {"_source", "_run_id", "_ingested_at"}


def column(name):
    """The column of that very name."""
    return F.col(quoted(name))


def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))


def only_unique(rows, keys, whose, nulls_match=False):
    """The rows as they are; the update stops at a key that is there twice. A key with a null may be there often, unless nulls match."""
    counted = rows.withColumn("__times", F.count("*").over(Window.partitionBy(*keys)))
    is_twin = F.col("__times") > 1
    if not nulls_match:
        is_twin = reduce(lambda twin, key: twin & key.isNotNull(), keys, is_twin)
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    said = F.concat(F.lit("The key ("), key, F.lit(f") {whose} is there "), F.col("__times").cast("string"), F.lit(" times."))
    return stop_where(counted, is_twin, said).drop("__times")


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


@dp.temporary_view
@dp.expect_all({"owner_known": "owner_joined_on IS NOT NULL", "species_known": "species IS NOT NULL"})
def silver_pets_set_aside():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    # Step 1, from
    rows = spark.read.table("bronze_pets")

    # Step 2, clean_text
    rows = rows.withColumns({
        "name": F.nullif(F.trim(F.col("name")), F.lit("")),
        "species": F.nullif(F.trim(F.col("species")), F.lit("")),
        "breed": F.nullif(F.trim(F.col("breed")), F.lit("")),
        "sex": F.nullif(F.trim(F.col("sex")), F.lit("")),
        "chip_no": F.nullif(F.trim(F.col("chip_no")), F.lit("")),
    })

    # Step 3, derive: no pet weighs more than 150 kg, but 4,200 g are 4.2 kg; what cannot be repaired is
    # better missing than wrong
    rows = rows.withColumns({
        "species": F.expr(
            "CASE "
            "WHEN lower(species) IN ('dog', 'hund') THEN 'dog' "
            "WHEN lower(species) IN ('cat', 'katze') THEN 'cat' "
            "WHEN lower(species) IN ('rabbit', 'kaninchen') THEN 'rabbit' END"
        ),
        "breed": F.expr("coalesce(breed, 'unknown')"),
        "birth_date": F.expr("CASE WHEN birth_date <= registered_on THEN birth_date END"),
        "weight_kg": F.expr("CASE WHEN weight_kg > 150 THEN round(weight_kg / 1000, 1) WHEN weight_kg > 0 THEN weight_kg END"),
        "weight_was_wrong": F.expr("weight_kg IS NULL OR weight_kg <= 0 OR weight_kg > 150"),
    })

    # Step 4, window
    rows = rows.withColumns({
        "chip_place": F.expr("row_number() OVER (PARTITION BY chip_no ORDER BY registered_on, pet_id)"),
    })

    # Step 5, derive: a chip is in one animal; the first that was registered with it keeps it
    rows = rows.withColumns({
        "chip_was_shared": F.expr("chip_no IS NOT NULL AND chip_place > 1"),
        "chip_no": F.expr("CASE WHEN chip_place = 1 THEN chip_no END"),
    })

    # Step 6, join
    other = spark.read.table("silver_customers")
    other = only_unique(other, [F.col("customer_id")], "of silver.customers")
    rows = (
        rows.alias("left")
        .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
        .select("left.*", F.col("right.joined_on").alias("owner_joined_on"))
    )

    # Step 7, expect: nobody can be asked about a pet without owner
    rows = rows.withColumn("_reason", F.concat_ws(
        ", ",
        F.when(~holds("owner_joined_on IS NOT NULL"), "owner_known"),
        F.when(~holds("species IS NOT NULL"), "species_known"),
    ))
    return rows


@dp.temporary_view
def silver_pets_by_key():
    """Rows with what speaks against them as _reason, empty for those that stay."""
    rows = spark.read.table("silver_pets_set_aside").where("_reason = ''").drop("_reason")

    # Step 8, drop
    rows = rows.drop("chip_place", "owner_joined_on", "_source", "_run_id", "_ingested_at")

    # Step 9, merge
    rows = rows.withColumn("_reason", F.concat_ws("; ", F.when(F.col("pet_id").isNull(), "pet_id is null")))
    return rows


@dp.materialized_view(name="silver_pets", comment="A pet whose owner is a customer")
@dp.expect_all_or_fail({
    "pet_id is never null": "pet_id IS NOT NULL",
    "customer_id is never null": "customer_id IS NOT NULL",
    "species is never null": "species IS NOT NULL",
})
def silver_pets():
    rows = spark.read.table("silver_pets_by_key").where("_reason = ''").drop("_reason")

    # Step 9, merge
    rows = only_unique(rows, [F.col("pet_id")], "of the source")
    return rows


@dp.materialized_view(
    name="silver_pets_quarantine",
    comment="Rows that silver_pets sets aside, as JSON, with the step and the reason",
)
def silver_pets_quarantine():
    parts = [
        set_aside("set_aside", spark.read.table("silver_pets_set_aside").where("_reason <> ''")),
        set_aside("9", spark.read.table("silver_pets_by_key").where("_reason <> ''")),
    ]
    return reduce(lambda left, right: left.unionByName(right), parts)
