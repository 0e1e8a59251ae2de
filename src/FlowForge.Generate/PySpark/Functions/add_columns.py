def add_columns(name, rows):
    """Adds the columns that the table does not have yet: an append of no rows changes its schema alone."""
    there = {column_name.lower() for column_name in spark.table(name).columns}
    if any(column_name.lower() not in there for column_name in rows.columns):
        rows.limit(0).write.format("delta").mode("append").option("mergeSchema", "true").saveAsTable(name)
