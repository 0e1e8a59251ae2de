def quoted(name):
    """A name as SQL reads it: dots, blanks and keywords mean nothing in it."""
    return "`" + name.replace("`", "``") + "`"
