def same_keys(keys):
    return " AND ".join(f"target.{quoted(name)} = source.{quoted(name)}" for name in keys)
