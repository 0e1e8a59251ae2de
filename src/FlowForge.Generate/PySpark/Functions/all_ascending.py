def all_ascending(rows):
    """All columns that have an order. They decide between rows that are equal otherwise, so that the answer is always the same."""
    return [column(field.name).asc() for field in rows.schema if "map<" not in field.dataType.simpleString()]
