def fields_of(path, name, structure, separator, deep):
    """The fields of a struct as columns named after it."""
    columns = []
    for field in structure.fields:
        inner_path, inner_name = f"{path}.{quoted(field.name)}", f"{name}{separator}{field.name}"
        if deep and hasattr(field.dataType, "fields"):
            columns += fields_of(inner_path, inner_name, field.dataType, separator, deep)
        else:
            columns.append(F.col(inner_path).alias(inner_name))
    return columns
