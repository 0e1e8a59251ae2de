def type_in_sql(kind):
    """A type as SQL reads it, whatever the names of its fields are."""
    if hasattr(kind, "fields"):
        return f"STRUCT<{', '.join(f'{quoted(field.name)}: {type_in_sql(field.dataType)}' for field in kind.fields)}>"
    if hasattr(kind, "elementType"):
        return f"ARRAY<{type_in_sql(kind.elementType)}>"
    if hasattr(kind, "keyType"):
        return f"MAP<{type_in_sql(kind.keyType)}, {type_in_sql(kind.valueType)}>"
    return kind.simpleString()
