def is_same(rows, there):
    """Whether the table holds these rows already. Where a row came from does not count."""
    told = sorted(name for name in rows.columns if name.lower() not in AUDIT)
    known = {name.lower(): name for name in there.columns if name.lower() not in AUDIT}
    if {name.lower() for name in told} != set(known):
        return False
    return digest(rows, told) == digest(there, [known[name.lower()] for name in told])
