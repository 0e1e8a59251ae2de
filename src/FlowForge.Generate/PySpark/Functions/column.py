def column(name):
    """The column of that very name."""
    return F.col(quoted(name))
