def text_in_sql(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
