def stop_where(rows, condition, message):
    """The rows as they are; the update stops at one for which the condition is true."""
    return rows.where(F.when(condition, F.raise_error(message)).isNull())
