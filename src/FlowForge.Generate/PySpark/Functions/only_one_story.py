def only_one_story(rows, keys):
    """The rows as they are; the update stops where two of one key and time differ. Where a row came from does not count."""
    told = F.xxhash64(*[column(name) for name in rows.columns if name.lower() not in AUDIT])
    stories = F.size(F.collect_set(told).over(Window.partitionBy(*keys)))
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    counted = rows.withColumn("__stories", stories)
    said = F.concat(F.lit("The key ("), key, F.lit(") has different rows at one time."))
    return stop_where(counted, F.col("__stories") > 1, said).drop("__stories")
