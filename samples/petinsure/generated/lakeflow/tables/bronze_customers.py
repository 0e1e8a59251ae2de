# FlowForge 0.1.0 | plan petinsure | table bronze.customers | steps 1-4 | sha256:7ef24f228eb13e5a
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.customers: A row as the CRM sent it; a customer has a row for each time it was sent"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.table(
    name="bronze_customers",
    comment="A row as the CRM sent it; a customer has a row for each time it was sent",
)
def bronze_customers():
    # Step 1, read
    # Spark does not read it as the plan does: `flowforge convert` lands ../raw/customers*.csv as Parquet.
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "parquet")
        .option("cloudFiles.inferColumnTypes", "true")
        .load(spark.conf.get("source.customers"))
    )
    rows = rows.withColumns({
        "customer_id": F.col("customer_id").cast("string"),
        "first_name": F.col("first_name").cast("string"),
        "last_name": F.col("last_name").cast("string"),
        "email": F.col("email").cast("string"),
        "phone": F.col("phone").cast("string"),
        "birth_date": F.col("birth_date").cast("date"),
        "postcode": F.col("postcode").cast("string"),
        "city": F.col("city").cast("string"),
        "country": F.col("country").cast("string"),
        "income": F.col("income").cast("decimal(12,2)"),
        "segment": F.col("segment").cast("string"),
        "marketing_consent": F.col("marketing_consent").cast("boolean"),
        "joined_on": F.col("joined_on").cast("date"),
        "updated_at": F.col("updated_at").cast("timestamp"),
        "source_system": F.col("source_system").cast("string"),
    })

    # Step 2, incremental: each day's file holds those who changed; what is here already need not be read into
    # the table again
    # A stream reads what is new to it, so there is no watermark.

    # Step 3, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("../raw/customers*.csv"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })
    return rows
