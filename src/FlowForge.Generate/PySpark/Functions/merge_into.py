def merge_into(name, rows, on, *clauses):
    """Merges the rows, called source, into the table, called target. In SQL: the API of Delta 3 knows no names of three parts."""
    rows.createOrReplaceTempView("rows_to_merge")
    spark.sql(f"MERGE INTO {name} AS target USING rows_to_merge AS source ON {on} {' '.join(clauses)}")
