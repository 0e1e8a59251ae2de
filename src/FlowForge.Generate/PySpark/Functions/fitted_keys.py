def fitted_keys(fit, name):
    """The fitted texts of a column in their order."""
    stored = fit.where(F.col("column") == name).orderBy(F.col("value").cast("bigint")).collect()
    return [row["key"][0] for row in stored]
