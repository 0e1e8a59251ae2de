def must_match_once(numbered, others, condition, whose):
    """Stops the run when a row has several partners: the join would multiply rows."""
    twin = numbered.join(others, F.expr(condition)).groupBy("__row").agg(F.count("*").alias("times")).where("times > 1").first()
    if twin is not None:
        raise ValueError(f"A row {whose} has {twin['times']} partners in the join.")
