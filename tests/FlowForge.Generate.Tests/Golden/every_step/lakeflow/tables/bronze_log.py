# FlowForge 1.2.3 | plan every_step | table bronze.log | steps 1-3 | sha256:896b0aaceca8f12b
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""bronze.log"""
from pyspark import pipelines as dp


@dp.table(name="bronze_log")
def bronze_log():
    # Step 1, read
    rows = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .option("mode", "FAILFAST")
        .schema("event_id BIGINT, customer_id INT, amount DECIMAL(10,2), qty INT, kind STRING, at TIMESTAMP")
        .load(spark.conf.get("source.events"))
    )

    # Step 2, incremental
    # A stream reads what is new to it, so there is no watermark.
    return rows
