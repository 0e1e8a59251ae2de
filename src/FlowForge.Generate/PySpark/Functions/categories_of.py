def categories_of(rows, name, value, order, top=None):
    """A column's categories as texts with their places from 0. Null is no category."""
    counted = rows.where(value.isNotNull()).groupBy(value.alias("text")).agg(F.count("*").alias("n"))
    place = F.row_number().over(Window.orderBy(*order)) - 1
    placed = counted.select(F.lit(name).alias("column"), F.lit("category").alias("name"), F.array("text").alias("key"), place.alias("value"))
    return placed if top is None else placed.where(F.col("value") < top)
