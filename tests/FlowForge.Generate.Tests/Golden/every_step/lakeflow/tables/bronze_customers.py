# FlowForge 1.2.3 | plan every_step | table bronze.customers | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.customers: As they come"""
from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.materialized_view(name="bronze_customers", comment="As they come")
def bronze_customers():
    # Step 1, read
    rows = (
        spark.read.format("csv")
        .option("header", "true")
        .option("sep", ";")
        .option("encoding", "windows-1252")
        .option("escape", "\"")
        .option("multiLine", "true")
        .option("mode", "FAILFAST")
        .schema("customer_id INT, name STRING, city STRING, born STRING, income DOUBLE, score DOUBLE, plan STRING, tags ARRAY<STRING>, address STRUCT<street: STRING, place: STRUCT<zip: STRING, country: STRING>>, updated_at TIMESTAMP")
        .load(spark.conf.get("source.customers"))
    )

    # Step 2, audit_columns
    rows = rows.withColumns({
        "_source": F.lit("raw/customers.csv"),
        "_run_id": F.date_format(F.current_timestamp(), "yyyyMMdd'T'HHmmss"),
        "_ingested_at": F.current_timestamp(),
    })
    return rows
