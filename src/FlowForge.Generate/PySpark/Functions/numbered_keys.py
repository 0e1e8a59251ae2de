def numbered_keys(table, rows, of, name):
    """The number of each business key. New ones get the next numbers, in the order of their columns; none ever changes."""
    keys = rows.select(*[column(key) for key in of]).distinct()
    create_table(table, keys.select("*", F.lit(0).cast("bigint").alias(name)))
    known = spark.table(table)
    same = " AND ".join(f"new.{quoted(key)} <=> known.{quoted(key)}" for key in of)
    fresh = keys.alias("new").join(known.alias("known"), F.expr(same), "left_anti")
    start = known.agg(F.coalesce(F.max(column(name)), F.lit(0)).alias("start")).first()["start"]
    number = F.lit(start) + F.row_number().over(Window.orderBy(*[column(key).asc() for key in of]))
    fresh.withColumn(name, number.cast("bigint")).write.format("delta").mode("append").saveAsTable(table)
    return spark.table(table)
