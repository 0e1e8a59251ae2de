# FlowForge 1.2.3 | plan streams | table silver.pages | steps 1-5 | sha256:eec68f4bc4085034
# Made from the plan: to change it, change the plan and generate again.
# ruff: noqa: F821 (a pipeline has spark)
"""silver.pages"""
from pyspark import pipelines as dp


@dp.temporary_view
@dp.expect_all_or_fail({"known": "coalesce(page LIKE '/%', FALSE)"})
def silver_pages_step_3():
    # Step 1, from
    rows = spark.readStream.table("bronze_clicks")

    # Step 2, incremental
    # A stream reads what is new to it, so there is no watermark.
    return rows


@dp.table(name="silver_pages")
def silver_pages():
    rows = spark.readStream.table("silver_pages_step_3")

    # Step 4, select
    rows = rows.select("click_id", "page", "at")
    return rows
