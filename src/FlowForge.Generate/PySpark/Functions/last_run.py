def last_run():
    """The last run of this table that came to its end: number, run_id and watermarks; None for none."""
    if not spark.catalog.tableExists(RUNS):
        return None
    return spark.table(RUNS).orderBy(F.col("number").desc()).first()
