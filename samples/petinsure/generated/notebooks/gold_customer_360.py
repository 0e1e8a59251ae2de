# Databricks notebook source
# FlowForge 0.1.0 | plan petinsure | table gold.customer_360 | steps 1-8 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # gold.customer_360
# MAGIC
# MAGIC All that is known of a customer
# MAGIC
# MAGIC | | |
# MAGIC |---|---|
# MAGIC | Reads | `main.petinsure.gold_policy_performance`, `main.petinsure.gold_dim_customer`, `main.petinsure.gold_customer_pets`, `main.petinsure.silver_as_of` |
# MAGIC | Writes | `main.petinsure.gold_customer_360` |
# MAGIC | Run again | the same rows are not written again; others take their place in one commit |

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json
import uuid
from datetime import datetime, timezone

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema", "petinsure", "Schema")
dbutils.widgets.text("run_id", "", "Run id (default: a new one)")
dbutils.widgets.text("run_at", "", "Start of the run, ISO 8601 (default: now)")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
given_at = dbutils.widgets.get("run_at")
run_at = datetime.fromisoformat(given_at.replace("Z", "+00:00")) if given_at else datetime.now(timezone.utc)
run_at = run_at if run_at.tzinfo else run_at.replace(tzinfo=timezone.utc)
run_id = dbutils.widgets.get("run_id") or f"{run_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"

# Answers depend on these two: what overflows or cannot be cast, and on which day a moment lies.
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TARGET = f"`{catalog}`.`{schema}`.`gold_customer_360`"
GOLD_POLICY_PERFORMANCE = f"`{catalog}`.`{schema}`.`gold_policy_performance`"
GOLD_DIM_CUSTOMER = f"`{catalog}`.`{schema}`.`gold_dim_customer`"
GOLD_CUSTOMER_PETS = f"`{catalog}`.`{schema}`.`gold_customer_pets`"
SILVER_AS_OF = f"`{catalog}`.`{schema}`.`silver_as_of`"
AUDIT = {"_source", "_run_id", "_ingested_at"}

target_schema = f"`{catalog}`.`{schema}`"
if not spark.catalog.databaseExists(target_schema):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {target_schema}")

rejected = 0

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


def digest(rows, names):
    """Count and order-free hash: the same for the same rows."""
    formats = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}
    row = F.xxhash64(F.to_json(F.struct(*[column(name).alias(name.lower()) for name in names]), formats))
    return rows.agg(F.count("*"), F.sum(row.cast("decimal(20,0)")), F.bit_xor(row)).first()


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


def must_be_unique(rows, keys, whose):
    """Stops the run when a key is there twice. A key with a null matches nothing and may be there often."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    names = named.columns
    present = named.where(" AND ".join(f"{name} IS NOT NULL" for name in names))
    twin = present.groupBy(*names).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")


def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"


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
rows = spark.table(GOLD_POLICY_PERFORMANCE)
records_in = rows.count()

# COMMAND ----------

# DBTITLE 1,Step 2: aggregate
# Groups rows and computes each expression per group.
rows = rows.groupBy("customer_id").agg(
    F.expr("count(*)").alias("policies"),
    F.expr("count_if(is_active)").alias("active_policies"),
    F.expr("sum(CASE WHEN is_active THEN premium END)").alias("active_premium"),
    F.expr("sum(earned_premium)").alias("earned_premium"),
    F.expr("sum(claims)").alias("claims"),
    F.expr("sum(open_claims)").alias("open_claims"),
    F.expr("sum(amount_claimed)").alias("amount_claimed"),
    F.expr("sum(amount_paid)").alias("amount_paid"),
    F.expr("min(starts_on)").alias("first_policy_on"),
    F.expr("max(last_claim_on)").alias("last_claim_on"),
)

# COMMAND ----------

# DBTITLE 1,Step 3: join - customers without a policy are customers
# Joins each row with the rows of the right table that have its keys.
other = spark.table(GOLD_DIM_CUSTOMER)
must_be_unique(other, [F.col("customer_id")], "of gold.dim_customer")
must_be_unique(rows, [F.col("customer_id")], "of these rows")
rows = (
    rows.alias("left")
    .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "right")
    .select(
        F.coalesce(F.col("left.customer_id"), F.col("right.customer_id")).alias("customer_id"),
        F.col("left.policies"),
        F.col("left.active_policies"),
        F.col("left.active_premium"),
        F.col("left.earned_premium"),
        F.col("left.claims"),
        F.col("left.open_claims"),
        F.col("left.amount_claimed"),
        F.col("left.amount_paid"),
        F.col("left.first_policy_on"),
        F.col("left.last_claim_on"),
        F.col("right.customer_key"),
        F.col("right.first_name"),
        F.col("right.last_name"),
        F.col("right.email"),
        F.col("right.birth_date"),
        F.col("right.postcode"),
        F.col("right.city"),
        F.col("right.country"),
        F.col("right.income"),
        F.col("right.segment"),
        F.col("right.marketing_consent"),
        F.col("right.joined_on"),
        F.col("right.income_was_in_cents"),
        F.col("right.income_was_missing"),
        F.col("right.changed_at"),
    )
)

# COMMAND ----------

# DBTITLE 1,Step 4: join
# Joins each row with the rows of the right table that have its keys.
other = spark.table(GOLD_CUSTOMER_PETS)
must_be_unique(other, [F.col("customer_id")], "of gold.customer_pets")
must_be_unique(rows, [F.col("customer_id")], "of these rows")
rows = (
    rows.alias("left")
    .join(other.alias("right"), F.expr("left.customer_id = right.customer_id"), "left")
    .select("left.*", F.col("right.pets"), F.col("right.species"))
)

# COMMAND ----------

# DBTITLE 1,Step 5: join
# Joins each row with the rows of the right table that have its keys.
other = spark.table(SILVER_AS_OF)
rows = (
    rows.alias("left")
    .crossJoin(other.alias("right"))
    .select("left.*", F.col("right.as_of"))
)

# COMMAND ----------

# DBTITLE 1,Step 6: derive
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({
    "pets": F.expr("coalesce(pets, 0L)"),
    "policies": F.expr("coalesce(policies, 0L)"),
    "active_policies": F.expr("coalesce(active_policies, 0L)"),
    "claims": F.expr("coalesce(claims, 0L)"),
    "open_claims": F.expr("coalesce(open_claims, 0L)"),
    "age_years": F.expr("CAST(floor(months_between(as_of, birth_date) / 12) AS INT)"),
    "tenure_days": F.expr("datediff(as_of, joined_on)"),
    "loss_ratio": F.expr("round(try_divide(CAST(amount_paid AS DOUBLE), CAST(earned_premium AS DOUBLE)), 4)"),
})

# COMMAND ----------

# DBTITLE 1,Step 7: derive
# Computes every expression from the columns before the step; a name that is there already is replaced in its
# place.
rows = rows.withColumns({
    "standing": F.expr("CASE WHEN active_policies > 0 THEN 'insured' WHEN policies > 0 THEN 'left' ELSE 'never insured' END"),
})

# COMMAND ----------

# DBTITLE 1,Step 8: overwrite
# Replaces rows as one commit; when the new rows are the old ones nothing is written.
rows = keep(rows)
for name, condition in [("customer_id is never null", "customer_id IS NOT NULL")]:
    broken = rows.where(~holds(condition)).count()
    if broken:
        raise ValueError(f"{broken} rows break what is promised of the table: {name} ({condition}).")
records_out = rows.count()
create_table(TARGET, rows, not_null=["customer_id"], comment="All that is known of a customer")
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
