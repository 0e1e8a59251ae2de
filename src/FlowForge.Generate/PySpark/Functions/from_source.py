def from_source(names):
    return ", ".join(f"{quoted(name)} = source.{quoted(name)}" for name in names)
