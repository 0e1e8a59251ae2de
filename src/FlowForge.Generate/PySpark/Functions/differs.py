def differs(rows, names):
    """Whether the source says something else than the table. Where a row came from does not count."""
    told = []
    for name in names:
        mine, theirs = f"source.{quoted(name)}", f"target.{quoted(name)}"
        if "map<" in rows.schema[name].dataType.simpleString():
            mine, theirs = f"to_json({mine})", f"to_json({theirs})"
        if name.lower() not in AUDIT:
            told.append(f"NOT ({theirs} <=> {mine})")
    return " OR ".join(told) or "false"
