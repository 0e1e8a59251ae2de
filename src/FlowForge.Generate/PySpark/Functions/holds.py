def holds(condition):
    """Whether a condition is true for a row; null is not true."""
    return F.coalesce(F.expr(condition), F.lit(False))
