def must_be_new(rows, names):
    """Stops the run at a name that is taken: the column that is there would be lost."""
    there = {name.lower() for name in rows.columns}
    for name in names:
        if name.lower() in there:
            raise ValueError(f"There would be a second column {name}. Rename or drop the first one, or give another name or prefix.")
        there.add(name.lower())
