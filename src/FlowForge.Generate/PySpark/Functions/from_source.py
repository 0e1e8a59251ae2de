def from_source(names):
    return {quoted(name): f"source.{quoted(name)}" for name in names}
