def fitted(step, kind, fingerprint, fit):
    """What an earlier run fitted for this step, or what fit() finds now, kept for later runs and for scoring: column, name, key, value."""
    mine = (F.col("step") == step) & (F.col("fingerprint") == fingerprint)
    if full_refresh or not spark.catalog.tableExists(FITTED) or spark.table(FITTED).where(mine).isEmpty():
        found = fit().select(
            F.lit(step).alias("step"),
            F.lit(fingerprint).alias("fingerprint"),
            F.lit(kind).alias("kind"),
            "column", "name", "key", F.col("value").cast("string").alias("value"),
        )
        create_table(FITTED, found)
        found.write.format("delta").mode("overwrite").option("replaceWhere", f"step = '{step}'").saveAsTable(FITTED)
    return spark.table(FITTED).where(mine).select("column", "name", "key", "value")
