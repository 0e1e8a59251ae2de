def must_be_unique(rows, keys, whose):
    """Stops the run when a key is there twice. A key with a null matches nothing and may be there often."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    names = named.columns
    present = named.where(" AND ".join(f"{name} IS NOT NULL" for name in names))
    twin = present.groupBy(*names).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")
