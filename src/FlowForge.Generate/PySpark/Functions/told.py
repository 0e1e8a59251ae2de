def told(name):
    """The text of a column; null where it is one of the marks that people make for no value."""
    no_value = r"^(|[-?.]|NA|na|--|\\N|#N/A|(?i:nan|n/a|nil|null|none|\(null\)|<null>))$"
    return F.when(~column(name).rlike(no_value), column(name))
