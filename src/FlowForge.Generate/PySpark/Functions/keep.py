def keep(rows):
    """Computes the rows once although several cells look at them. Serverless compute has no cache: there they are computed again."""
    try:
        return rows.persist()
    except PySparkException:
        return rows
