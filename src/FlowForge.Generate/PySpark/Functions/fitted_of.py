def fitted_of(fit, name):
    """What was fitted for one column: its text and the value."""
    return fit.where(F.col("column") == name).select(F.col("key")[0].alias("__text"), F.col("value").alias("__value"))
