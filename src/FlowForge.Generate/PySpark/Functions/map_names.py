def map_names(name):
    """Lets a table have column names that files cannot have. Who reads the table needs Delta's reader version 2 from then on."""
    if spark.sql(f"SHOW TBLPROPERTIES {name}").where("key = 'delta.columnMapping.mode' AND value <> 'none'").isEmpty():
        versions = "'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5'"
        spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name', {versions})")
