def finish_run(number, watermarks):
    """Writes down that this run came to its end, once however often it is tried."""
    schema = "number BIGINT, run_id STRING, watermarks STRING, began_at TIMESTAMP"
    row = spark.createDataFrame([(number, run_id, json.dumps(watermarks, sort_keys=True), run_at)], schema)
    create_table(RUNS, row)
    row.write.format("delta").mode("append").option("txnAppId", f"{APP_ID}/runs").option("txnVersion", number).saveAsTable(RUNS)
