def written_watermarks(number):
    """The watermarks that the append of this number wrote. After a crash these count, not those of the rows that have come since."""
    for row in spark.sql(f"DESCRIBE HISTORY {TARGET}").where(F.col("userMetadata").isNotNull()).collect():
        try:
            notes = json.loads(row["userMetadata"])
        except ValueError:
            continue
        if isinstance(notes, dict) and notes.get("app") == APP_ID and notes.get("number") == number:
            return notes["watermarks"]
    return {}
