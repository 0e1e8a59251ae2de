def scaled(value, center, width, flat):
    """(value - center) / width; a column without spread is flat. Null and NaN stay what they are."""
    number = (value - F.lit(center)) / F.lit(width) if center is not None and width else F.lit(flat)
    return F.when(value.isNull() | F.isnan(value), value).otherwise(number)
