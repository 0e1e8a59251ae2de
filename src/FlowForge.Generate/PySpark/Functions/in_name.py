def in_name(text):
    """A category as part of a column's name: signs that are no letter, digit or _ become _."""
    return "".join("__" if ord(sign) > 0xFFFF else sign if unicodedata.category(sign)[0] == "L" or unicodedata.category(sign) == "Nd" else "_" for sign in text)
