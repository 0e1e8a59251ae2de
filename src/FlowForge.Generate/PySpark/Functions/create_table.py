def create_table(name, rows, partitioned_by=(), not_null=(), properties=None, comment=None):
    """Creates the table with the columns of the rows, empty, where it is not there yet."""
    if spark.catalog.tableExists(name):
        return
    builder = DeltaTable.createIfNotExists(spark).tableName(name)
    if any(is_odd(field) for field in rows.schema):
        builder = builder.property("delta.columnMapping.mode", "name")
    for field in rows.schema:
        builder = builder.addColumn(field.name, field.dataType, nullable=field.name not in not_null)
    for key, value in (properties or {}).items():
        builder = builder.property(key, value)
    if partitioned_by:
        builder = builder.partitionedBy(*partitioned_by)
    if comment:
        builder = builder.comment(comment)
    builder.execute()
