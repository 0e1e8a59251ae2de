def fitted_numbers(step, kind, fingerprint, fit):
    """Fitted numbers by "column:name". One that had no values to be fitted from is missing."""
    def found():
        numbers = fit().first().asDict()
        rows = [(*name.rsplit(":", 1), [], repr(float(value))) for name, value in numbers.items() if value is not None]
        return spark.createDataFrame(rows, "column STRING, name STRING, key ARRAY<STRING>, value STRING")

    stored = fitted(step, kind, fingerprint, found).collect()
    return {f"{row['column']}:{row['name']}": float(row["value"]) for row in stored}
