def new_row(names):
    return f"({', '.join(quoted(name) for name in names)}) VALUES ({', '.join(f'source.{quoted(name)}' for name in names)})"
