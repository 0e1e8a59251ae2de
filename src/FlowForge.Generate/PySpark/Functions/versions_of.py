def versions_of(rows, there, keys, compared, valid_from, valid_to, is_current):
    """All versions of the keys that the rows speak of: old versions and new rows are put in order of time and read off anew.

    rows has the time from which a row holds in __at. What happens at one time happens in this order:
    a version ends (0), one that stands begins (1), a row arrives (2).
    """
    names = [name for name in rows.columns if name != "__at"]
    by_key = [column(key) for key in keys]
    first = Window.partitionBy(*by_key, F.col("__at")).orderBy(*all_ascending(rows))
    arriving = rows.withColumn("__place", F.row_number().over(first)).where("__place = 1").drop("__place")
    same_key = " AND ".join(f"s.{quoted(key)} = a.{quoted(key)}" for key in keys)
    standing = there.alias("s").join(arriving.alias("a"), F.expr(same_key), "left_semi")

    # A row for the very beginning of a version takes over: the version gets its values.
    at_beginning = F.expr(f"{same_key} AND s.{quoted(valid_from)} = a.__at")
    other = " OR ".join(f"NOT (s.{quoted(name)} <=> a.{quoted(name)})" for name in compared) or "false"
    corrected = [F.when(F.expr(f"a.__at IS NOT NULL AND ({other})"), F.col(f"a.{quoted(name)}")).otherwise(F.col(f"s.{quoted(name)}")).alias(name) for name in names]
    stands = standing.alias("s").join(arriving.alias("a"), at_beginning, "left").select(*corrected, F.col(f"s.{quoted(valid_from)}").alias("__at"), F.lit(1).alias("__kind"))
    arrives = arriving.alias("a").join(standing.alias("s"), at_beginning, "left_anti").withColumn("__kind", F.lit(2))

    # Where a version ends and no other begins, nothing holds from then on.
    goes_on = F.expr(" AND ".join(f"n.{quoted(key)} = s.{quoted(key)}" for key in keys) + f" AND n.{quoted(valid_from)} = s.{quoted(valid_to)}")
    open_end = standing.where(column(valid_to).isNotNull()).alias("s").join(standing.alias("n"), goes_on, "left_anti")
    kept = {key.lower() for key in keys}
    nothing = [column(name) if name.lower() in kept else F.lit(None).cast(rows.schema[name].dataType).alias(name) for name in names]
    ends = open_end.select(*nothing, column(valid_to).alias("__at"), F.lit(0).alias("__kind"))

    # A row is new when nothing holds at its time, or something else.
    order = Window.partitionBy(*by_key).orderBy("__at", "__kind")
    is_new = F.lag("__kind").over(order).isNull() | (F.lag("__kind").over(order) == 0)
    for name in compared:
        is_new = is_new | ~column(name).eqNullSafe(F.lag(column(name)).over(order))
    told = stands.unionByName(arrives).unionByName(ends).withColumn("__is_new", is_new).where("__kind <> 2 OR __is_new")
    versions = told.withColumn("__to", F.lead("__at").over(order)).where("__kind <> 0")
    return versions.select(
        *[column(name) for name in names],
        F.col("__at").alias(valid_from),
        F.col("__to").alias(valid_to),
        F.col("__to").isNull().alias(is_current),
    )
