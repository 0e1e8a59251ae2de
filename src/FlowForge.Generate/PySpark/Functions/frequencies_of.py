def frequencies_of(rows, name, value, share):
    """How often each value occurs, null too: a share of all rows, or a count."""
    counted = rows.groupBy(value.alias("text")).agg(F.count("*").alias("n"))
    measure = F.col("n") / F.sum("n").over(Window.partitionBy()) if share else F.col("n")
    return counted.select(F.lit(name).alias("column"), F.lit("frequency").alias("name"), F.array("text").alias("key"), measure.alias("value"))
