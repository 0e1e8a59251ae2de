def ended_versions(rows, there, keys, names, valid_from, valid_to, is_current):
    """The current versions of keys that the rows do not have, ended now."""
    same_key = F.expr(" AND ".join(f"s.{quoted(key)} = a.{quoted(key)}" for key in keys))
    gone = there.where(column(is_current)).alias("s").join(rows.alias("a"), same_key, "left_anti")
    return gone.select(
        *[column(name) for name in names],
        column(valid_from),
        F.lit(run_at).alias(valid_to),
        F.lit(False).alias(is_current),
    )
