def not_read(path):
    """Rows that the converter could not read, which lie beside what it has landed; None where it could read all."""
    try:
        rows = spark.read.format("parquet").load(path.rstrip("/").removesuffix(".parquet") + "._rejected.parquet")
        return rows.select(*[name for name in rows.columns if name != "reason"], F.col("reason").alias("_reason"))
    except PySparkException as missing:
        if "PATH_NOT_FOUND" in str(missing):
            return None
        raise
