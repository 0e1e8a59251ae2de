def only_unique(rows, keys, whose, nulls_match=False):
    """The rows as they are; the update stops at a key that is there twice. A key with a null may be there often, unless nulls match."""
    counted = rows.withColumn("__times", F.count("*").over(Window.partitionBy(*keys)))
    is_twin = F.col("__times") > 1
    if not nulls_match:
        is_twin = reduce(lambda twin, key: twin & key.isNotNull(), keys, is_twin)
    key = F.concat_ws(", ", *[key.cast("string") for key in keys])
    said = F.concat(F.lit("The key ("), key, F.lit(f") {whose} is there "), F.col("__times").cast("string"), F.lit(" times."))
    return stop_where(counted, is_twin, said).drop("__times")
