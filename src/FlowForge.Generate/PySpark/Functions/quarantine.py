def quarantine(parts):
    """Adds rows that were set aside to the quarantine table, those that are there already not again."""
    same = ["_step", "_reason", "_row", "_occurrence"]
    occurrence = F.row_number().over(Window.partitionBy("_step", "_reason", "_row").orderBy("_row")).cast("bigint")
    numbered = (
        reduce(lambda left, right: left.unionByName(right), parts)
        .withColumn("_occurrence", occurrence)
        .withColumn("_run_id", F.lit(run_id))
        .withColumn("_quarantined_at", F.lit(run_at))
    )
    create_table(QUARANTINE, numbered)
    on = " AND ".join(f"target.{name} = source.{name}" for name in same)
    merge_into(QUARANTINE, numbered, on, "WHEN NOT MATCHED THEN INSERT " + new_row(numbered.columns))
