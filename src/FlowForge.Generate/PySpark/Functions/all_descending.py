def all_descending(rows):
    """All columns that have an order, the greatest first. They decide between rows of one time."""
    return [column(field.name).desc() for field in rows.schema if "map<" not in field.dataType.simpleString()]
