def outside(value, low, high, below, above, inside):
    """Below, above or inside of the bounds. Without bounds, as from no rows, nothing is outside."""
    if low is None or high is None:
        return inside
    return F.when(value < low, below).when(value > high, above).otherwise(inside)
