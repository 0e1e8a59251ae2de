def same_keys_with_nulls(keys):
    return " AND ".join(f"target.{quoted(name)} <=> source.{quoted(name)}" for name in keys)
