def differs(names):
    """Whether the source says something else than the table. Where a row came from does not count."""
    told = [quoted(name) for name in names if name.lower() not in AUDIT]
    return " OR ".join(f"NOT (target.{name} <=> source.{name})" for name in told) or "false"
