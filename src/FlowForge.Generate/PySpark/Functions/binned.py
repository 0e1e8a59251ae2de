def binned(value, edges, names):
    """The name of the first bin whose upper edge is above the value; beyond the last edge the last bin. Null and NaN have none."""
    bins = F.when(value.isNull() | F.isnan(value), F.lit(None))
    for edge, name in zip(edges, names):
        bins = bins.when(value < edge, F.lit(name))
    return bins.otherwise(F.lit(names[len(edges)]))
