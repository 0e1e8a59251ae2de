def add_columns(name, rows):
    """Adds the columns that the table does not have yet: an append of no rows changes its schema alone."""
    there = {column_name.lower() for column_name in spark.table(name).columns}
    new = [field for field in rows.schema if field.name.lower() not in there]
    if any(is_odd(field) for field in new):
        map_names(name)
    if new:
        rows.limit(0).write.format("delta").mode("append").option("mergeSchema", "true").saveAsTable(name)
