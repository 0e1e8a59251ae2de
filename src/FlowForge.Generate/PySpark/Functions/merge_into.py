def merge_into(name, rows, on, *clauses):
    """Merges the rows, called source, into the table, called target. In SQL: Delta's own API knows no names of three parts before Delta 4.1."""
    rows.createOrReplaceTempView("rows_to_merge")
    spark.sql(f"MERGE INTO {name} AS target USING rows_to_merge AS source ON {on} {' '.join(clauses)}")
