def set_aside(step, rows):
    """Rows with a _reason as the quarantine table keeps them. Where a row came from is no part of it: a row that comes again is the same."""
    names = [name for name in rows.columns if name != "_reason" and name.lower() not in AUDIT]
    row = F.to_json(F.struct(*[column(name) for name in names]))
    return rows.select(F.lit(step).alias("_step"), F.col("_reason"), row.alias("_row"))
