def must_be_unique_with_nulls(rows, keys, whose):
    """Stops the run when a key is there twice; nulls are equal to each other."""
    named = rows.select(*[key.alias(f"key_{number}") for number, key in enumerate(keys)])
    twin = named.groupBy(*named.columns).agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        key = ", ".join(str(value) for value in list(twin)[:-1])
        raise ValueError(f"The key ({key}) {whose} is there {twin['times']} times.")
